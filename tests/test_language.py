"""Sentences that readers stumble over, and claims that proved false, do not come back."""

import re

import pytest
from conftest import REPOSITORY

# What people read. Code has comments of its own.
READ = [
    REPOSITORY / "README.md",
    REPOSITORY / "config" / "README.md",
    REPOSITORY / "config" / "config.yaml",
    *sorted((REPOSITORY / "docs").glob("*.md")),
    *sorted((REPOSITORY / "report").glob("*.rst")),
    REPOSITORY / "report" / "sections.yaml",
    *sorted((REPOSITORY / "workflow_scripts" / "pages" / "templates").glob("*.html")),
    REPOSITORY / "workflow_scripts" / "pages" / "findings.py",
    *sorted((REPOSITORY / "resources").glob("**/*.yaml")),
    *sorted((REPOSITORY / "resources").glob("**/*.md")),
]
FOR = (
    r", for (networks|codes|they|it|there|all|these|those) (of \S+ \S+ )?"
    r"(lie|lies|are|is|have|has)"
)
PHRASES = {
    # Words of no speaker of the field.
    r"anew": "again, or a verb with re-",
    r"be it": "whether",
    r"(of )?one's own": "your own, or custom",
    r"stands? in(?! for)": "is in, or is listed in",
    r"stands? in for": "replaces, or represents",
    r"stands? (beside|side by side)": "is compared with",
    r"so it is": "name what is so",
    r"such as has": "that has",
    r"the eye cannot part": "indistinguishable by eye",
    r"of which \d+ differ": "a sentence of its own",
    r"codes that are no": "codes that are not",
    r"are owed to|is owed to": "is due to",
    r"what is left out": "keys omitted",
    r"see (how|that) (similarity|blur|they|the codes)": "say it",
    # `for` as because: a clause of its own behind it, with a verb near.
    FOR: "because",
    r"for the paper's text and the released code differ": "because",
    # False in the default study, or in others.
    r"leave the order of the codes": "burstiness and bands fall to the floor",
    r"(twin|network) trained without labels keeps?": "it does not keep the hierarchy",
    r"where the released code computes it": "say that the value belongs to nine layers",
    r"too narrow to be seen by eye": "true of many seeds only",
}


def found_in(text):
    """Phrases in a text, with what to write instead; line breaks count as spaces."""
    flat = " ".join(line.lstrip("# ").strip() for line in text.splitlines())
    return {
        match[0]: better
        for phrase, better in PHRASES.items()
        for match in re.finditer(rf"\b(?:{phrase})\b", flat, re.IGNORECASE)
    }


@pytest.mark.parametrize("path", READ, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_what_people_read_is_plain_english(path):
    assert found_in(path.read_text(encoding="utf-8")) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Only the audit is made anew.",
        "The parameters stand in config.yaml.",
        "# It is a network of one's\n# own.",
        "So it is in the BOLD response.",
        "None here, for they are large downloads.",
        "Part of it is owed to the width, for networks of 100 units lie above theory.",
    ],
)
def test_such_sentences_are_found(text):
    assert found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "This works for networks that are trained.",
        "A monument stands. In the scanner nothing moves.",
        "Renewed, for example, by another run.",
    ],
)
def test_other_sentences_are_not(text):
    assert not found_in(text)
