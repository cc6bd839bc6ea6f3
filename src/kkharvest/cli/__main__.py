"""`python -m kkharvest.cli`: the command line without its entry point."""

from kkharvest.cli import main

main()
