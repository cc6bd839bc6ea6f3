"""Compiles the modules on which the speed of extraction and of deduplication rests.

Each is typed Python that CPython runs as it stands; Cython makes machine code of it where a C compiler is at hand.
Without one the installation succeeds all the same, extraction takes one and a half times as long and
deduplication ten times.
"""

from Cython.Build import cythonize
from setuptools import Extension, setup

COMPILED = [
    "kkharvest.dedupe.rows",
    "kkharvest.extract.anchored",
    "kkharvest.extract.automaton",
    "kkharvest.extract.clues",
    "kkharvest.extract.columns",
    "kkharvest.extract.counts",
    "kkharvest.extract.description",
    "kkharvest.extract.furniture",
    "kkharvest.extract.hints",
    "kkharvest.extract.inference",
    "kkharvest.extract.names",
    "kkharvest.extract.tables",
    "kkharvest.extract.tree",
    "kkharvest.extract.walk",
]

modules = cythonize(
    [Extension(name, [f"src/{name.replace('.', '/')}.py"], extra_compile_args=["-O3"]) for name in COMPILED],
    build_dir="build/cython",
    language_level=3,
)
for module in modules:
    # One that cannot be compiled is left as it stands, with a warning. Cython forgets it if it is told earlier.
    module.optional = True

setup(ext_modules=modules)
