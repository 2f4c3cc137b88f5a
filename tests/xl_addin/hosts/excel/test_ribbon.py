import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from arrears.workbooks.collector.happenings import BY_KEY, DRAFT
from xl_addin.hosts.excel.book import addin_file
from xl_addin.hosts.excel.ribbon import CALLBACK, NAMESPACE, ribbon_xml
from xl_addin.macros.table import BY_ID, GROUPS, MACROS

LONGEST_TIP = 1024


def buttons(lang):
    return ET.fromstring(ribbon_xml(lang)).iter(f"{{{NAMESPACE}}}button")  # noqa: S314  # our own text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_macro_has_one_button_that_calls_it(lang):
    tags = [button.get("tag") for button in buttons(lang) if button.get("onAction") == CALLBACK]
    assert sorted(tags) == sorted(BY_ID)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_button_has_a_picture_a_label_and_tips_in_both_languages(lang):
    for button in buttons(lang):
        assert button.get("imageMso")
        assert button.get("label")
        tip = button.get("supertip")
        assert any("一" <= sign <= "鿿" for sign in tip)
        assert any("a" <= sign <= "z" for sign in tip)
        assert len(tip) <= LONGEST_TIP


def test_labels_are_in_the_language_that_was_asked_for():
    assert next(buttons("en")).get("label") == "Stage cases"
    assert next(buttons("zh")).get("label") == "分阶段"


def test_ids_are_unique_and_names():
    ids = [one.get("id") for one in ET.fromstring(ribbon_xml()).iter() if one.get("id")]  # noqa: S314  # our own text
    assert len(ids) == len(set(ids))
    assert all(one.replace("_", "").isalnum() for one in ids)


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="zh or en"):
        ribbon_xml("fr")


CONTRACT = (
    "Stage cases", "Follow-up list", "Repayment plan", "Log contact", "Record promise", "Messages and letters",
    "Agreement", "Check contacts", "Submit", "Refresh", "Daily report", "Mask for sharing",
)  # fmt: skip


def test_the_macros_of_the_contract_are_there_each_in_a_group():
    assert set(CONTRACT) <= {macro.en for macro in MACROS}
    assert {macro.group for macro in MACROS} == set(GROUPS)


def test_macros_of_one_group_stand_together_in_the_order_of_the_groups():
    assert list(dict.fromkeys(macro.group for macro in MACROS)) == list(GROUPS)
    assert [macro.group for macro in MACROS] == sorted((macro.group for macro in MACROS), key=list(GROUPS).index)


def test_every_choice_of_the_sheet_of_records_has_a_macro():
    given = {choice for macro in MACROS for choice in macro.given}
    assert given | {DRAFT} == {"flag" if key.startswith("flag:") else key for key in BY_KEY}


@pytest.mark.ooxml
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param('size="large"', 'size="huge"', id="a size that there is not"),
        pytest.param("<group ", '<group colour="red" ', id="an attribute that there is not"),
        pytest.param("<tabs>", "<tabs><button id='loose'/>", id="a button where a tab belongs"),
    ],
)
def test_the_open_xml_sdk_judges_the_ribbon_by_its_schema(ooxml_validator, tmp_path, right, wrong):
    """Its schema of customUI is the published one: what it lets pass untouched it refuses once it is spoilt."""
    path = tmp_path / "arrears.xlam"
    with zipfile.ZipFile(io.BytesIO(addin_file())) as given, zipfile.ZipFile(path, "w") as out:
        for name in given.namelist():
            content = given.read(name)
            if name == "customUI/customUI.xml":
                assert right.encode() in content
                content = content.replace(right.encode(), wrong.encode(), 1)
            out.writestr(name, content)
    assert any("customUI" in error or "CustomUI" in error for error in ooxml_validator(path))
