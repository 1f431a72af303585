# %% [markdown]
# # First steps
# One record, its spread, why, and what would have stopped it - on invented people only.
# Run this file (`python sample_data/lessons/first_steps.py`), or open it in a notebook: each `# %%` begins a cell, and
# in a notebook the last line of a cell shows itself, maps included. Change a line and run it again.

# %% A world is a folder of tables. `tiny` is the smallest one; `linkage.worlds()` lists the others.
import linkage

tiny = linkage.load("tiny")
print(tiny)
print(linkage.stories(tiny)[["id", "title"]].to_string(index=False))

# %% Pick one record and watch it spread: Li has not paid what a court ordered.
li = linkage.trace(tiny, "court-fine")
print(li)

# %% Every step and every effect is a row. Days count from the day of the record.
effects = li.effects
print(effects[["subject", "service", "effect", "day", "until"]].to_string(index=False))
print("unit of 'day':", effects.attrs["units"]["day"])

# %% Why is the train closed? Each line of the proof has a badge that says how it is known, and its quote.
print(linkage.why(li, "high-speed-rail"))

# %% Why is another door open?
print(linkage.why_not(linkage.trace(tiny, "skipped-fare"), "private-school"))

# %% What if no database had a column for the national ID?
change = linkage.compare(li, "drop:national-id")
print(change.attrs["sentence"])
print(change[["change", "subject", "service", "effect"]].to_string(index=False))

# %% What is the least that keeps the train open? And the loan?
print(linkage.cut(tiny, "high-speed-rail", story="court-fine").cuts)
print(linkage.cut(tiny, "loan", story="court-fine").why_not)

# %% Everybody at once: how many invented residents are refused what, in a city of a hundred thousand.
city = linkage.city(tiny, residents=100_000)
print(city.to_string(index=False))
print(city.attrs["units"]["residents"], "- of", f"{city.attrs['residents']:,}")

# %% Which removals would spare the most of them? And what if fewer records were really passed on?
best = linkage.best(tiny, "high-speed-rail", 2, residents=100_000)
print(best[["removals", "spared", "exact"]].to_string(index=False))
swept = linkage.sweep(tiny, "share:subscribers-to-defaulter-list=0..1/0.5", "refuse:loan", residents=100_000)
print(swept.to_string(index=False))

# %% A page for somebody who has nothing installed: one file, arrow keys, no network.
page = linkage.export(li, "html")
print(f"{len(page.encode()):,} bytes; linkage.export(li, 'html', 'li.html') writes it")
