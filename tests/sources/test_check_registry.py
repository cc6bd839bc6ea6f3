import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kkharvest.core.errors import SourceError
from kkharvest.sources import Fault, check_registry, load_registry

Write = Callable[..., Path]
LISTING = {"kind": "listing", "url": "https://lund.se/nyheter"}


def load_more(**changes: Any) -> list[dict[str, Any]]:
    paging = {"by": "load_more", "endpoint": "https://lund.se/ajax", "param": "page", **changes}
    return [{**LISTING, "paging": {key: value for key, value in paging.items() if value is not None}}]


def seed(**fields: Any) -> list[dict[str, Any]]:
    return [{"kind": "page", "url": "https://lund.se/", **fields}]


def test_a_good_source_has_no_fault(write: Write) -> None:
    folder = write()
    assert check_registry(folder) == []
    assert [source.id for source in load_registry(folder)] == ["lund"]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": None}, "name", "is missing"),
        ({"name": ""}, "name", "at least 1 character"),
        ({"name": 12}, "name", "valid string"),
        ({"hompage": "https://lund.se/"}, "hompage", "no known field: did you mean homepage?"),
        ({"kind": "city"}, "kind", "'municipality'"),
        ({"id": "Lund"}, "id", "pattern"),
        ({"id": "malmo"}, "id", "must equal the file's name: lund"),
        ({"kommunkod": None}, "kommunkod", "a municipality needs it"),
        ({"kommunkod": "9999"}, "kommunkod", "no municipality's code"),
        ({"kommunkod": 1281}, "kommunkod", 'write it in quotes, "1281"'),
        ({"kommunkod": "12 81"}, "kommunkod", "pattern"),
        ({"kind": "region"}, "region_code", "a region needs it"),
        ({"kind": "county_board", "region_code": "99"}, "region_code", "no county's code"),
        ({"region_code": "14"}, "region_code", "does not fit kommunkod 1281"),
        ({"homepage": "http://lund.se/"}, "homepage", "must begin with https://"),
        ({"homepage": "lund.se"}, "homepage", "not an http or https address"),
        ({"homepage": "https://user:secret@lund.se/"}, "homepage", "credentials"),
        ({"homepage": "https://lund.se:8443/"}, "homepage", "must not name a port"),
        ({"hosts": ["https://klimat.lund.se/"]}, "hosts[0]", "must be a host name"),
        ({"hosts": "klimat.lund.se"}, "hosts", "valid array"),
        ({"language": "svenska"}, "language", "pattern"),
        ({"layout": "geocities"}, "layout", "'sitevision'"),
        ({"seeds": None}, "seeds", "is missing"),
        ({"seeds": []}, "seeds", "must list one at least"),
        ({"seeds": seed(kind="start")}, "seeds[0].kind", "'sitemap'"),
        ({"seeds": seed(url="ftp://lund.se/")}, "seeds[0].url", "not an http or https address"),
        ({"seeds": seed(url="https://malmo.se/")}, "seeds[0].url", "lies on malmo.se"),
        ({"seeds": seed() + seed(url="https://www.lund.se")}, "seeds[1].url", "stands twice"),
        ({"seeds": seed(paging={"param": "page"})}, "seeds[0].paging", "'by'"),
        ({"seeds": seed(paging={"by": "scroll"})}, "seeds[0].paging", "'load_more'"),
        ({"seeds": seed(paging={"by": "param"})}, "seeds[0].paging.param", "is missing"),
        ({"seeds": seed(paging={"by": "param", "param": "p", "start": -1})}, "seeds[0].paging.start", "greater"),
        ({"seeds": seed(paging={"by": "next", "step": 2})}, "seeds[0].paging.step", "no known field"),
        ({"seeds": load_more(endpoint=None)}, "seeds[0].paging.endpoint", "is missing"),
        ({"seeds": load_more(endpoint="https://api.example.org/")}, "seeds[0].paging.endpoint", "api.example.org"),
        ({"seeds": load_more(fields={"page": 1})}, "seeds[0].paging.fields.page", "valid string"),
        ({"seeds": seed(kind="feed", paging={"by": "next"})}, "seeds[0].paging", "is not for a feed"),
        ({"seeds": seed(kind="ajax")}, "seeds[0].paging", "an ajax seed needs it"),
        ({"seeds": seed(optional="maybe")}, "seeds[0].optional", "valid boolean"),
        ({"include": ["/nyheter", "[/klimat"]}, "include[1]", "no valid regular expression"),
        ({"exclude": ["(?P<a>x)(?P<a>y)"]}, "exclude[0]", "no valid regular expression"),
        ({"exclude": [""]}, "exclude[0]", "at least 1 character"),
        ({"politeness": {"delay_s": -1}}, "politeness.delay_s", "greater than or equal to 0"),
        ({"politeness": {"delay_s": "slow"}}, "politeness.delay_s", "valid number"),
        ({"politeness": {"max_pages": True}}, "politeness.max_pages", "valid integer"),
        ({"politeness": {"window": "22-06"}}, "politeness.window", "must look like 22:00-06:00"),
        ({"politeness": {"window": "22:00-22:00"}}, "politeness.window", "different times"),
        ({"politeness": {"same_address_group": "My Newsdesk"}}, "politeness.same_address_group", "pattern"),
        ({"politeness": {"delay": 2}}, "politeness.delay", "no known field"),
        ({"expectations": {"max_failed_share": 2}}, "expectations.max_failed_share", "less than or equal to 1"),
        ({"render": "yes"}, "render", "valid boolean"),
        ({"enabled": 1}, "enabled", "valid boolean"),
    ],
)
def test_each_kind_of_fault_names_file_and_field(
    write: Write, changes: dict[str, Any], field: str, message: str
) -> None:
    folder = write(**changes)
    (fault,) = check_registry(folder)
    assert (fault.file, fault.field) == ("lund.yml", field)
    assert message in fault.message
    assert fault.line > 0
    with pytest.raises(SourceError, match=re.escape(f"lund.yml:{fault.line}: {field}: ")):
        load_registry(folder)


def test_a_fault_stands_on_the_line_of_its_field(tmp_path: Path) -> None:
    (tmp_path / "lund.yml").write_text(
        "# runbook\n"
        "id: lund\n"
        "name: Lunds kommun\n"
        "kind: municipality\n"
        'kommunkod: "1281"\n'
        "homepage: https://lund.se/\n"
        "seeds:\n"
        "  - {kind: page, url: https://lund.se/}\n"
        "  - kind: listing\n"
        "    url: http://lund.se/nyheter\n",
        encoding="utf-8",
    )
    assert [str(fault) for fault in check_registry(tmp_path)] == ["lund.yml:10: seeds[1].url: must begin with https://"]


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        ("id: lund\n  name: Lund\n", 2, "", "is no valid YAML"),
        ("id: [lund\n", 2, "", "is no valid YAML"),
        ("id: lund\nname: Lund\nid: malmo\n", 3, "id", "stands twice (first on line 1)"),
        ("id: lund\nseeds:\n  - {kind: page, kind: feed}\n", 3, "seeds[0].kind", "stands twice"),
        ("- id: lund\n", 1, "", "must be a mapping"),
        ("", 1, "", "must be a mapping"),
        ("id: &a lund\nname: *a\n", 2, "", "uses the alias *a"),
        ("id: !!python/name:os.system lund\n", 1, "id", "cannot be read"),
        ("id: !!int lund\n", 1, "id", "cannot be read as int"),
        ("? [id]\n: lund\n", 1, "", "a key that is no word"),
        ("id: lund\n---\nid: malmo\n", 2, "", "is no valid YAML"),
        ("id: \x07\n", 0, "", "is no valid YAML"),
        ("a: " + "[" * 20_000 + "]" * 20_000, 0, "", "nested too deeply"),
        ("# " + "x" * 250_000, 0, "", "longer than"),
    ],
)
def test_a_file_that_is_no_mapping_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, field: str, message: str
) -> None:
    (tmp_path / "lund.yml").write_text(text, encoding="utf-8")
    (fault,) = check_registry(tmp_path)
    assert (fault.file, fault.line, fault.field) == ("lund.yml", line, field)
    assert message in fault.message


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "boras.yml").write_bytes("id: boras\nname: Borås\n".encode("iso-8859-1"))
    assert check_registry(tmp_path) == [Fault("boras.yml", 2, "", "is not UTF-8: save it as UTF-8")]


def test_a_byte_order_mark_does_no_harm(write: Write) -> None:
    folder = write()
    path = folder / "lund.yml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert check_registry(folder) == []


def test_all_faults_of_all_files_come_at_once(write: Write) -> None:
    write("malmo.yml", id="malmo", kommunkod="1280", homepage="http://malmo.se/", name=None)
    folder = write(kind="town", layout="none")
    faults = check_registry(folder)
    assert [(fault.file, fault.field) for fault in faults] == [
        ("lund.yml", "kind"),
        ("lund.yml", "layout"),
        ("malmo.yml", "name"),
        ("malmo.yml", "homepage"),
    ]
    with pytest.raises(SourceError, match="4 faults") as caught:
        load_registry(folder)
    assert all(str(fault) in str(caught.value) for fault in faults)


def test_an_id_is_taken_once(write: Write) -> None:
    write()
    folder = write("zund.yml", seeds=seed(url="https://lund.se/klimat"))
    messages = {(fault.file, fault.field, fault.message) for fault in check_registry(folder)}
    assert ("zund.yml", "id", "lund is taken by lund.yml") in messages


def test_a_seed_belongs_to_one_source(write: Write) -> None:
    write()
    folder = write("lund-news.yml", id="lund-news", seeds=seed(url="https://www.lund.se/nyheter/"))
    (fault,) = check_registry(folder)
    assert (fault.file, fault.field) == ("lund.yml", "seeds[0].url")
    assert "seed of lund-news.yml already" in fault.message


def test_a_folder_that_is_missing_or_empty_is_told(tmp_path: Path) -> None:
    assert "is no folder" in str(check_registry(tmp_path / "nowhere")[0])
    assert "holds no source file" in str(check_registry(tmp_path)[0])
    with pytest.raises(SourceError, match="is no folder"):
        load_registry(tmp_path / "nowhere")


def test_a_file_with_the_other_suffix_is_not_lost_silently(write: Write) -> None:
    folder = write("lund.yaml")
    assert [str(fault) for fault in check_registry(folder)] == ["lund.yaml: is not read: rename it to lund.yml"]


def test_a_file_that_cannot_be_read_is_told(write: Write) -> None:
    folder = write()
    (folder / "malmo.yml").mkdir()
    (fault,) = check_registry(folder)
    assert fault.file == "malmo.yml"
    assert "cannot be read" in fault.message


def test_notes_beside_the_sources_are_left_alone(write: Write) -> None:
    folder = write()
    (folder / "README.md").write_text("id: none", encoding="utf-8")
    (folder / ".draft.yml").write_text("id: [", encoding="utf-8")
    assert check_registry(folder) == []


def test_plain_http_and_ports_are_for_example_names(write: Write) -> None:
    folder = write(homepage="http://lund.example:8080/", seeds=seed(url="http://www.lund.example/nyheter"))
    assert check_registry(folder) == []
    folder = write(homepage="http://example/", seeds=seed(url="http://example/nyheter"))
    assert {fault.field for fault in check_registry(folder)} == {"homepage", "seeds[0].url"}


@given(
    raw=st.binary(max_size=200) | st.text(alphabet="id: lund\n-[]{}&*!|>'\"#%@`,?~0123", max_size=200).map(str.encode)
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_faults_and_never_an_exception(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "lund.yml").write_bytes(raw)
    faults = check_registry(tmp_path)
    assert faults
    assert all(fault.file == "lund.yml" and fault.message for fault in faults)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    field=st.sampled_from(["id", "kommunkod", "seeds", "include", "politeness", "hosts", "layout"]), value=json_values
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_in_a_field_is_good_or_told_in_that_field(write: Write, field: str, value: Any) -> None:
    faults = check_registry(write(**{field: value}))
    assert all(re.match(rf"{field}\b|kommunkod|id$", fault.field) or fault.field == "" for fault in faults), faults
