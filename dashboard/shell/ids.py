"""The ids of the elements and Stores that Python or a script addresses, each declared once.

The constants spell the ids, which scripts and style sheets name.
"""

from __future__ import annotations

from dashboard.state.page_table import PAGES

URL = "url"
"""The address bar, which holds the whole state."""

ASKS = {page: f"{page}-asks" for page in PAGES}
"""For each page the Store with its part of the address, which `page_frame.js` writes: the page's only input."""

ASKED = "asked"
CONTROLLED = "controlled"
"""The Stores with the address for the controls in the head, and with their choices and values."""

SHOW = "show"
"""The Store with the stage's answer, made once for each question and read by the stage's `page.js`."""

WORLD = "ask-world"
STORY = "ask-story"
RECORD = "ask-record"
RESIDENT = "ask-resident"
READING = "ask-reading"
DRAWING = "ask-drawing"
NAMES = "ask-names"
"""The controls in the head."""

STAGE = "stage"
MAP = "picture-map"
ACCOUNTS = "picture-accounts"
MATRIX = "picture-matrix"
SENTENCE = "sentence"
DIFFERENCE = "difference"
ASKS_QUESTION = "asks-question"
ASKS_ABOUT = "asks-about"
QUESTION = "question"
VOICES = "voices"
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
LOG = "log"
LOG_LINES = "log-lines"
LOG_SUM = "log-sum"
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
"""The Stores with the What-if page's answer, with its board (map and switches), and with the board's key."""

CITY = "city"
"""The Store with the City page's answer: counts, or their progress."""

CITY_FIGURE = "city-figure"
"""Where the City page's one figure goes once there is any."""

WORLD_SHOWN = "world"
"""The Store with the World page's answer: all rows of a world."""

FOLDER = "open-folder"
FOLDER_READ = "open-folder-read"
"""The Stores with a path typed on the World page, and with the result of opening it."""

LESSONS = "lessons"
"""The Store with the Lessons page's answer: the list, and one lesson with all its answers."""

LESSON_TRY = "lesson-try"
LESSON_VERDICT = "lesson-verdict"
"""The Stores with the removals tried in a puzzle, and with the verdict on them."""

SIFT = "sift"
SAVE = "save-what-if"
DOWNLOAD = "download-what-if"
OPEN = "open-what-if"
OPENED = "opened-what-if"
