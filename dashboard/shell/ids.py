"""The names of everything on the screen that Python or a script speaks to, each once."""

from __future__ import annotations

from dashboard.state.page_table import PAGES

URL = "url"
"""The address: the one place where the whole state stands."""

ASKS = {page: f"{page}-asks" for page in PAGES}
"""For each page the Store with its part of the address, written by `page_frame.js`: the page's one input."""

ASKED = "asked"
CONTROLLED = "controlled"
"""What the controls above ask, and what they stand at."""

SHOW = "show"
"""The Store with what the stage shows: made once a question, read by the stage's `page.js`."""

WORLD = "ask-world"
STORY = "ask-story"
RECORD = "ask-record"
RESIDENT = "ask-resident"
READING = "ask-reading"
DRAWING = "ask-drawing"
NAMES = "ask-names"
"""The controls that ask."""


STAGE = "stage"
MAP = "picture-map"
ACCOUNTS = "picture-accounts"
SENTENCE = "sentence"
DIFFERENCE = "difference"
QUESTION = "question"
REMARK = "remark"
KEYS = "keys"
QUOTES = "quotes"
BADGES = "badges"
DOORS = "doors"
DOORS_SHUT = "doors-shut"
DOORS_ALL = "doors-all"
TIMELINE = "timeline"
MODE = "ask-mode"
DAYS = "days"
DAY_NOW = "day-now"
DAY_TICKS = "day-ticks"
DAY_TOLD = "day-told"
DAY_DOORS = "day-doors"
PLAY = "play-days"
CORNER = "city-corner"
OUTLINE = "outline"
ABOUT = "about"
HELP = "help"
FIND = "find"
LABEL = "label"
STALE = "stale"
RECIPE = "recipe"
SAVING = "saving"
WHY = "why"
JOIN = "join"
WHAT_IF = "what-if"
BOARD = "what-if-board"
BOARD_KEY = "what-if-board-key"
"""What the What-if page shows; the map and switches that stay while switching, and their key."""

CITY = "city"
"""The Store with what the City page shows: counts, or how far they are."""

WORLD_SHOWN = "world"
"""The Store with what the World page shows: all rows of a world."""

FOLDER = "open-folder"
FOLDER_READ = "open-folder-read"
"""A path typed on the World page, and what became of it."""

LESSONS = "lessons"
"""The Store with what the Lessons page shows: the list, and one lesson with all its answers."""

LESSON_TRY = "lesson-try"
LESSON_VERDICT = "lesson-verdict"
"""Removals tried in a puzzle, and what became of them."""

SIFT = "sift"
SAVE = "save-what-if"
DOWNLOAD = "download-what-if"
OPEN = "open-what-if"
OPENED = "opened-what-if"
