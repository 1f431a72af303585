"""The documentation's site: the pages of `docs/`, and those that are made from declarations.

Outside of the wheel: `linkage` and `dashboard` know nothing of it. `mkdocs.yml` names `hooks.py`, which mkdocs calls.
"""
