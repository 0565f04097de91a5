"""The rules of HXL 1.1 that our files keep, as a validator: what is wrong, in words."""

import datetime
import re

CORE = {
    "access", "activity", "adm1", "adm2", "adm3", "adm4", "adm5", "affected", "beneficiary",
    "capacity", "cause", "channel", "contact", "country", "crisis", "currency", "date", "delivery",
    "description", "event", "frequency", "geo", "group", "impact", "indicator", "inneed", "item",
    "loc", "meta", "modality", "need", "operations", "org", "output", "population", "reached",
    "region", "respondee", "sector", "service", "severity", "status", "subsector", "targeted",
    "value",
}  # fmt: skip
OURS = {"output", "group"}  # core hashtags that mean something else than our outputs and groups
VOCABULARIES = {"v_iso3", "v_ocha_clusters", "v_rw_orgtype", "v_pcode"}
TAG = re.compile(r"#([a-z][a-z0-9_]*)((?:\+[a-z][a-z0-9_]*)*)")
LANGUAGE = re.compile(r"i_[a-z]{2}")
DEPRECATED = {"fr", "en", "ar", "es"}  # a language without its prefix
FIRST_ROWS = 25


def faults_of_tag(tag):
    found = TAG.fullmatch(tag)
    if not found:
        return ["is no hashtag in lower case without spaces"]
    base, attributes = found[1], found[2].split("+")[1:]
    faults = []
    if base in OURS or (base not in CORE and not base.startswith("x_")):
        faults.append("is no core hashtag and does not begin with #x_")
    if len(set(attributes)) < len(attributes):
        faults.append("has an attribute twice")
    for one in attributes:
        if one in DEPRECATED or (one.startswith("i_") and not LANGUAGE.fullmatch(one)):
            faults.append("names a language in a way that is not valid")
        elif one.startswith("v_") and one not in VOCABULARIES:
            faults.append("names a vocabulary that is not registered")
    return faults


def faults_of_value(tag, value):
    """Say what is wrong with one cell, a text as it stands in CSV."""
    base, *attributes = tag.split("+")
    if value == "":
        return []
    if tag == "#date+year":
        return [] if re.fullmatch(r"\d{4}", value) else ["is no year"]
    if base == "#date" and not _is_iso(value):
        return ["is no day or instant in ISO 8601"]
    if tag == "#meta+period" and not re.fullmatch(r"20\d\d-Q[1-4]", value):
        return ["is no quarter"]
    if {"num", "pct"} & set(attributes) and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return ["is no number"]
    if "bool" in attributes and value not in ("True", "False"):
        return ["is no truth value"]
    if "v_iso3" in attributes and not re.fullmatch(r"[A-Z]{3}(,[A-Z]{3})*", value):
        return ["is no ISO 3166-1 alpha-3 code"]
    if "code" in attributes and "list" not in attributes and "," in value:
        return ["holds several codes without +list"]
    return []


def faults(table):
    """Return what is wrong with a table as read from CSV: rows of texts, titles first."""
    heads = table[:FIRST_ROWS]
    place = next((n for n, row in enumerate(heads) if any(c.startswith("#") for c in row)), None)
    if place is None:
        return ["no row of hashtags within the first rows"]
    tags = table[place]
    found = [f"{tag} {fault}" for tag in tags if tag for fault in faults_of_tag(tag)]
    given = [tag for tag in tags if tag]
    if len({_normal(tag) for tag in given}) < len(given):
        found.append("two columns have the same hashtag")
    for number, row in enumerate(table[place + 1 :], start=place + 2):
        found += [
            f"row {number}, {tag}: {value[:40]!r} {fault}"
            for tag, value in zip(tags, row, strict=True)
            for fault in faults_of_value(tag, value)
        ]
    return found


def _normal(tag):
    base, *attributes = tag.split("+")
    return base, *sorted(attributes)


def _is_iso(value):
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        return False
    return bool(re.match(r"\d{4}-\d\d-\d\d", value))
