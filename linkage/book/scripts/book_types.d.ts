/* What a book's data hold: `linkage/book/book_data.py` makes them. */

type BookLight = [number, ...string[]];

interface BookQuote {
  text: string;
  says: string;
  caution: string;
  checked: string;
  source: string;
}

interface BookStep {
  id: string;
  kind: string;
  by: string;
  database: string;
  sentence: string;
  day: number;
  until: number | null;
  /** Of each identifier: the class of its look, its name, its value. */
  keys: [string, string, string][];
  status: string;
  badge: string;
  number: string;
  quotes: string[];
  wrong: boolean;
  causes: number[];
  lights: BookLight[];
  accounts: BookLight[];
}

interface BookEffect {
  service: string;
  effect: string;
  rule: string;
  subject: string;
  day: number;
  until: number | null;
  wrong: boolean;
  place: number;
  name: string;
  word: string;
  question: string;
  proof: number[];
  weakest: string;
  figures: string;
  proofs: string;
}

interface BookClosed {
  service: string;
  day: number;
  place: number;
  effect: number;
  needs: string;
}

interface BookDay {
  day: number;
  happens: string;
  closed: string[];
  sentences: string[];
}

interface BookTable {
  database: string;
  columns: [string, string][];
  rows: string[][];
  row: number;
  joined: number[];
  opened: boolean;
}

interface BookJoin {
  place: number;
  from: string;
  tables: BookTable[];
  sql: string;
  wrong: boolean;
  clerk: string;
  person: string;
}

type BookDays = [number, number | null] | null;
/** A change, the subject, the service, the effect, the rule, the days before and after. */
type BookChange = [string, string, string, string, string, BookDays, BookDays];

interface BookOutcome {
  closed: number;
  steps: number;
  effects: number;
  told: [string, string];
  opened: string[];
  shut: string[];
  rows: BookChange[];
  gone: number[];
  lit: BookLight[];
}

interface BookChanges {
  outcomes: BookOutcome[];
  /** Of each switch: its outcome, then the parts that it takes out. */
  switches: number[][];
  wide: number[];
  absent: Record<string, number[]>;
  absent_before: number[];
}

interface BookStory {
  id: string;
  title: string;
  name: string;
  subject: string;
  kind: string;
  opening: string;
  notes: string;
  what_if: string;
  reading: string;
  residents: number;
  steps: BookStep[];
  waves: { end: number; sentence: string; days: [number, number] }[];
  effects: BookEffect[];
  closed: BookClosed[];
  open: [string, string][];
  days: BookDay[];
  joins: BookJoin[];
  changes: BookChanges;
  pictures: { map: string; wide: string; accounts: string; matrix: string };
  drawing: string;
  parts: string[];
}

interface BookSwitch {
  text: string;
  group: string;
  group_title: string;
  sentence: string;
}

/** A service, an effect, residents, companies, all by wrong matches, both with every link cut, the assumed share. */
type BookCityRow = [string, string, number, number, number, number, number, number];

interface BookCity {
  residents: number;
  companies: number;
  records: number;
  seed: number | null;
  rows: BookCityRow[];
  closed: [string, number, number, number][];
  /** The rows that differ: their places, then their numbers. */
  switches: { records: number; rows: number[][]; closed: number[][] }[];
}

interface BookTask {
  ask: string;
  choices: [string, string, string][];
  hints: string[];
  because: string;
  command: string;
}

interface BookQuestion extends BookTask {
  several: boolean;
  right: string[];
  answer: string;
  details: string[];
}

interface BookPuzzle extends BookTask {
  task: string;
  solutions: string[][];
  more: number;
}

interface BookSide {
  title: string;
  says: string;
  quotes: [string, string, boolean][];
  what_if: string;
}

interface BookLessonStop {
  say: string;
  note: string;
  place: string;
  after: string;
  address: string;
  question: BookQuestion | null;
  puzzle: BookPuzzle | null;
  discussion: { ask: string; sides: BookSide[] } | null;
}

interface BookLesson {
  id: string;
  title: string;
  about: string;
  minutes: number;
  stops: BookLessonStop[];
  cannot: string;
}

interface BookTourStop {
  say: string;
  note: string;
  walk: number;
  place: string;
  address: string;
}

interface BookTour {
  id: string;
  title: string;
  about: string;
  stops: BookTourStop[];
  ask: string;
  tries: { label: string; place: string; address: string }[];
}

interface BookData {
  labels: Record<string, string>;
  world: {
    id: string;
    title: string;
    question: string;
    about: string;
    label: string;
    hash: string;
    baseline: string;
    reading: string;
    population: number;
    stamp: string[];
    doors: string[];
    everyday: string[];
  };
  names: {
    services: Record<string, string>;
    instead: Record<string, string>;
    databases: Record<string, string>;
    agencies: Record<string, string>;
    identifiers: Record<string, string>;
    about: Record<string, string>;
    rules: Record<string, string>;
    /** Its class, what somebody is whom it falls on, its colour, and what somebody is in the city. */
    effects: Record<string, [string, string, string, string]>;
    statuses: Record<string, string>;
  };
  quotes: Record<string, BookQuote>;
  switches: BookSwitch[];
  stories: BookStory[];
  city: BookCity;
  lessons: BookLesson[];
  tours: BookTour[];
}

/** What the address says: every field that isn't blank. */
type BookState = Record<string, string>;

/** A page of the book as it stands: what it shows, and where a press of a key leads. */
interface BookPage {
  content: (Node | string)[];
  next?: BookState;
  back?: BookState;
  /** The same by single steps, and to both ends. */
  stepNext?: BookState;
  stepBack?: BookState;
  first?: BookState;
  last?: BookState;
}

/** What every page is made of: the data, what the address says, and how to go elsewhere. */
interface BookContext {
  book: BookData;
  /** The names of its pages, in the order of their number keys. */
  pages: string[];
  state: BookState;
  story: BookStory;
  say: (label: string, values?: Record<string, string | number>) => string;
  go: (changes: BookState) => void;
  picture: BookPicture;
}

/** What a picture is drawn from. */
interface BookDrawn {
  id: string;
  title: string;
  pictures: Record<string, string>;
}

/** Steps in their order, with the parts that each lights. */
interface BookTold {
  steps: { lights: BookLight[]; accounts: BookLight[] }[];
  parts: string[];
}

interface BookPicture {
  figure: HTMLElement;
  show: (story: BookDrawn, drawing: "map" | "wide" | "accounts" | "matrix") => void;
  light: (lights: BookLights) => void;
  /** To be called once the page stands: what is new scrolls into view. */
  settle: () => void;
}

/** The classes of parts, by their data-ids. */
type BookLights = Map<string, Set<string>>;
