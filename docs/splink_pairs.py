"""Links two agencies' tables that share no identifier with Splink, and writes the pairs that it finds.

    python docs/splink_pairs.py TOWN

TOWN is a folder that `linkage generate tiny` wrote. For every account of the phone company and of the railway this
makes up what a clerk might have noted - first name, surname, birth date, postcode - with misspellings and gaps, and
lets Splink (its DuckDB backend, an extra: `pip install splink`) say which two are one person. The pairs go to
TOWN/splink.csv, with the probability of each; `linkage import pairs` puts them beside the tables.
Everybody is invented.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from random import Random

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

FIRST_NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gwen", "Hugo", "Iris", "Jon", "Kira", "Leo", "Mina", "Noah")
SURNAMES = ("Abel", "Brook", "Cole", "Dale", "East", "Ford", "Gale", "Hill", "Ives", "Jarvis", "Kemp", "Lane", "Marsh")
MISSPELT, MISSING = 0.08, 0.04  # shares of the cells


def person(subject: str) -> dict[str, str]:
    """What is true of a subject, made from its name: the same in every table."""
    rng = Random(subject)
    born = f"{rng.randint(1940, 2010)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    names = {"first_name": rng.choice(FIRST_NAMES), "surname": rng.choice(SURNAMES)}
    return {**names, "birth_date": born, "postcode": f"P{rng.randint(0, 60):03d}"}


def noted(text: str, rng: Random) -> str | None:
    """A text as a clerk notes it: sometimes not at all, sometimes with two signs exchanged."""
    if rng.random() < MISSING:
        return None
    if rng.random() < MISSPELT:
        place = rng.randrange(len(text) - 1)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text


def notes(town: Path, database: str) -> pd.DataFrame:
    """The accounts of a database, without any identifier: only what its clerks noted."""
    rng = Random(database)
    with (town / f"{database}.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {"unique_id": row["account"], **{name: noted(text, rng) for name, text in person(row["subject"]).items()}}
            for row in csv.DictReader(file)
        ]
    return pd.DataFrame(rows)


def found_pairs(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """The pairs of accounts that Splink finds likely, with their probabilities."""
    api = DuckDBAPI()
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("first_name", [0.8]),
            cl.JaroWinklerAtThresholds("surname", [0.8]),
            cl.LevenshteinAtThresholds("birth_date", 2),
            cl.LevenshteinAtThresholds("postcode", 2),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("birth_date"),
            block_on("surname", "postcode"),
            block_on("first_name", "postcode"),
        ],
    )
    frames = [api.register(left, dataset_display_name="a"), api.register(right, dataset_display_name="b")]
    linker = Linker(frames, settings)
    linker.training.estimate_probability_two_random_records_match([block_on("birth_date", "surname")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000)
    for rule in (block_on("birth_date"), block_on("surname", "postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    named = pairs[["unique_id_l", "unique_id_r", "match_probability"]]
    return named.sort_values(["unique_id_l", "unique_id_r"])


def main(town: Path) -> None:
    """Link the phone company's accounts with the railway's."""
    pairs = found_pairs(notes(town, "subscribers"), notes(town, "rail-tickets"))
    pairs.to_csv(town / "splink.csv", index=False)
    print(f"{len(pairs):,} pairs in {town / 'splink.csv'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
