"""Pictures of every face of the application for docs/images: wide and narrow, light and dark.

python -m tests.browser.screenshots [DATA]

DATA is a data folder with a harvest (data/ when not given); it is copied, never written to.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from kkharvest.core.settings import ReviewSettings, load_settings
from kkharvest.review import accept, queue, reject
from kkharvest.review.accounts import Role, invite, take_invitation
from kkharvest.review.tips import give_tip
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Store, open_store
from tests.browser.conftest import CHROMIUM, FLAGS, HOME, PASSWORD, Person, Served

FACES = {
    "granska": "/granska",
    "ko": "/ko",
    "oversikt": "/oversikt",
    "kallor": "/oversikt/kallor",
    "hinder": "/oversikt/hinder",
    "tackning": "/tackning",
    "historik": "/historik",
    "exempel": "/historik/{example}",
    "flera": "/flera",
    "personer": "/personer",
    "installningar": "/installningar",
    "hjalp": "/hjalp",
    "tipsa": "/tipsa",
    "tillganglighet": "/tillganglighet",
    "logga-in": "/logga-in",
}
LOOKS = {"bred": (1360, 860, "light"), "bred-mork": (1360, 860, "dark"), "smal": (360, 740, "light")}
DECIDED = 40


def main(arguments: list[str]) -> int:
    """Writes the pictures."""
    data = Path(arguments[0]) if arguments else load_settings(HOME, {}).data_dir
    out = HOME / "docs" / "images"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(data, folder, dirs_exist_ok=True)
        with open_store(Path(folder) / "processed" / "kkharvest.db", create=False) as store:
            example = _prepare(store)
        served = Served(Path(folder))
        served.start()
        try:
            _shoot(served, example, out)
        finally:
            served.kill()
    return 0


def _prepare(store: Store) -> str:
    for login, name, role in (("eva", "Eva Lind", Role.ADMINISTRATOR), ("bo", "Bo Ek", Role.REVIEWER)):
        take_invitation(store, invite(store, role, ReviewSettings(), by=None), login, name, PASSWORD)
    people = [row["pseudonym"] for row in store.rows("SELECT pseudonym FROM accounts ORDER BY id")]
    for number, item in enumerate(queue(store, limit=DECIDED)):
        if number % 8 == 7 or not item.themes:
            reject(store, item.candidate_id, people[number % 2], "not-concrete")
        elif number % 3:
            accept(store, item.candidate_id, people[number % 2], themes=item.themes[:3])
    give_tip(store, "https://kommunen.se/nyheter/solel", "Grannarna delar el med bageriet.", "", ReviewSettings())
    refresh_queue(store)
    return str(store.value("SELECT id FROM examples WHERE status = 'accepted' ORDER BY id LIMIT 1"))


def _shoot(served: Served, example: str, out: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for look, (width, height, scheme) in LOOKS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
            eva = Person(context, served.address)
            for name, path in reversed(FACES.items()):
                if name == "hjalp":
                    eva.sign_in("eva")
                eva.go(path.format(example=example))
                eva.page.evaluate("document.fonts.ready")
                eva.page.screenshot(path=str(out / f"granska-{name}-{look}.png"))
            context.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
