/* What the server sends, as its JSON: known to every script. Dash's own part of the browser, too. */

interface Window {
  Plotly?: { react(place: HTMLElement, figure: object): Promise<unknown> };
  dash_clientside: {
    no_update: object;
    set_props(id: string, props: Record<string, unknown>): void;
    [namespace: string]: unknown;
  };
}

// -- what all pages share

/** What stands inside an element; what is null, undefined or "" is left out. */
type Inside = Node | string | null | undefined;
/** A template of lit-html. */
type Template = ReturnType<typeof import("./lit.js").html>;
/** What a template may show; null, undefined and "" show nothing. */
type Shown = Template | Node | string | number | symbol | null | undefined | Shown[];
/** Interface texts, by their names. */
type Labels = Record<string, string>;
/** Fields of an address, as they are read or about to be written. */
type Fields = Record<string, string | number | null | undefined>;
/** For each status the paths of its sign: class, and what is drawn. */
type Signs = Record<string, [className: string, d: string][]>;
/** An identifier that a step joins on: its class, its name, its value. */
type Key = [name: string, word: string, value: string];
/** A part of a picture and the classes that it gets. */
type Lit = [id: string, ...classes: string[]];
type BadgeCount = [status: string, word: string, count: number];

/** Does something with what stands behind the colon of its name; false if it did nothing. */
type Action = (what: string, from?: Element) => unknown;

/** A page, as it registers itself with the frame. */
interface Page {
  actions: Record<string, Action>;
  enter?: () => unknown;
  /** Stands where the address says, as if it had just been answered. */
  stand?: () => unknown;
  leave?: () => unknown;
  /** Lights nothing that has no answer behind it, while the server is away; and all that is asked, once it is back. */
  settle?: () => unknown;
  /** Closes what is open, and says whether anything was. */
  close?: () => boolean;
  /** The map that can be saved as a file, and the sentence under it. */
  picture?: { selector: string; caption: () => string };
}

/** What is asked for before somebody goes there: a page, and what the address will say. */
interface Wish {
  page: string;
  fields: Fields;
}

// -- guided talks

/** A page, and the fields of its address. */
interface TourPlace {
  page: string;
  fields: Record<string, string>;
}

interface TourStop extends TourPlace {
  say: string;
  note: string;
  /** How many presses go on within the page. */
  walk: number;
}

interface TourLink extends TourPlace {
  label: string;
}

interface Tour {
  id: string;
  title: string;
  about: string;
  stops: TourStop[];
  end: { ask: string; tries: TourLink[] };
  /** For each stop what is wrong with it; missing until that is known. */
  faults?: string[];
}

interface TourList {
  tours: { id: string; title: string; about: string; stops: number; presses: number }[];
  world: string;
}

/** A tour that is being recorded: `at` is the address of a stop. */
interface TourDraft {
  title: string;
  world: string;
  stops: { say: string; at: string; note: string; walk: number }[];
}

interface DeclaredField {
  name: string;
  default: string;
  /** question, place, display, or the page that alone asks it. */
  role: string;
  /** answer, world, or blank: what makes its value mean nothing any more. */
  about: string;
  choices: string[];
  /** The least and the most of a number; nothing for other fields. */
  bounds: number[];
  /** What a number has to be, in words. */
  expects: string;
}

/** The state that was answered, by the names of the address. */
interface AnsweredState {
  world: string;
  story: string;
  "what-if": string;
  beside: string;
  why: string;
  join: string;
  names: string;
  [field: string]: string | number | null;
}

/** What every page's answer has. */
interface PageAnswer {
  /** Of a page whose answer takes time: "counting" until it is there. */
  status?: string;
  state: AnsweredState;
  notes: string[];
  label: string;
  title: string;
  worldTitle: string;
}

/** An answer with the labels of its page. */
interface LabelledAnswer extends PageAnswer {
  said: Labels;
}

interface ControlsAnswer {
  choices: Record<string, [value: string, label: string][]>;
  opened: string;
  plain: string;
  resident: string;
  /** What each control stands at. */
  [control: string]: unknown;
}

interface Quote {
  text: string;
  says: string;
  source: string;
  checked: string;
  note: string;
  caution: string;
  told: boolean;
}

/** How a number is made again. */
interface Recipe {
  address: string;
  command: string;
  python: string;
}

// -- the stage

interface Step {
  sentence: string;
  day: number;
  until: number | null;
  status: string;
  badge: string;
  light: Lit[];
  accounts: Lit[];
  key: Key[];
  quotes: string[];
}

/** A line of the log: a step, by its place in the story. */
interface LogLine {
  at: number;
  day: number;
  when: string;
  sentence: string;
  status: string;
  badge: string;
}

interface Wave {
  end: number;
  sentence: string;
  label: string;
  when: string;
  badges: BadgeCount[];
}

/** A door that closed, or another effect. */
interface EffectRow {
  at: number;
  effect: string;
  service: string;
  rule: string;
  name: string;
  sentence: string;
  when: string;
  word: string;
  with?: string;
  whom: string;
  rules?: number; // from how many rules the same comes to them
  again?: boolean; // listed already, from another rule
  counts: string; // effects of one value count once in the headline; blank: not at all
  weakest: string;
  proof: number[];
}

interface AboutEntry {
  kind: string;
  title: string;
  about: string;
  facts: [name: string, text: string][];
  quotes: string[];
  /** The links that it stands for: data-id and title. */
  parts?: [id: string, title: string][];
}

/** Where a record is known. */
interface DayPlace {
  name: string;
  more: string;
  day: number;
  until: number | null;
  home: boolean;
}

interface DayRow {
  id: string;
  name: string;
  effect: string;
  state: string;
  when: string;
  word: string;
  weakest: string;
  kept: string;
}

interface DaysAnswer {
  said: Labels;
  /** The days on which something changes, and what happens there. */
  stops: number[];
  happens: string[];
  places: DayPlace[];
  rows: DayRow[];
  stretches: { holding: number[]; rows: number[]; shut: number; sentence: string }[];
}

/** A picture for two sizes of window that the stage's answer leaves out, and what its parts say. */
interface LaterPicture {
  pictures: string[];
  about?: Record<string, AboutEntry>;
}

interface StageAnswer extends LabelledAnswer {
  opening: string;
  steps: Step[];
  waves: Wave[];
  doors: EffectRow[];
  effects: EffectRow[];
  /** Those of the map and the matrix; that of the accounts comes when it is asked for. */
  pictures: Record<string, string[]>;
  /** The drawing that shows this world best. */
  drawing: string;
  positive: boolean;
  about: Record<string, AboutEntry>;
  quotes: Record<string, Quote>;
  signs: Signs;
  days: DaysAnswer;
  /** What is done with the subject's data, by day. */
  log: { title: string; none: string; sum: string; lines: LogLine[] };
  difference: string;
  headline: { one: string; many: string };
  voices: { card: string; title: string; quote: string; source: string }[];
  asks: { question: string; about: string };
  forSpeaker: string;
}

/** What the presenter's window is told. */
interface OnScreen {
  title: string;
  now: string;
  next: string;
  notes: string;
  /** What happens at this step, each with how well it is known. */
  facts: string[];
  /** The picture after the next press, as the text of an SVG; blank where there is none. */
  preview: string;
  place: number;
  places: number;
  label: string;
  theme: string;
  black: boolean;
}

// -- why

interface ProofStep {
  sentence: string;
  when: string;
  status: string;
  badge: string;
  wrong: boolean;
  key: Key[];
  row: [table: string, id: string];
  quotes: string[];
  light: Lit[];
  /** The lines that it rests on, itself among them. */
  behind: number[];
}

/** One join of a proof, as a person reads it. */
interface PersonJoin {
  from: [string, string, string];
  to: [string, string, string];
  hops: [name: string, word: string, value: string, through: string][];
  wrong: boolean;
  made: boolean;
  step: string;
}

interface Proof {
  title: string;
  steps: ProofStep[];
  weakest: [status: string, word: string];
  number: string;
  person: string;
  joins: PersonJoin[];
}

interface Removal {
  text: string;
  sentence: string;
  lifts: boolean;
  remain: string;
  also: string;
}

interface Lifting {
  none: string;
  rows: Removal[];
  wider: Removal[];
  /** The smallest sets, where no single removal is enough. */
  least: { title: string; says: string; rows: Removal[] } | null;
}

interface WhyRow {
  id: string;
  group: string;
  name: string;
  effect: string;
  when: string;
  weakest: string;
  more: string;
}

interface WhyAnswer extends LabelledAnswer {
  question: string;
  count: string;
  when: string;
  wrong: boolean;
  whyNot?: string;
  rows: WhyRow[];
  proofs: Proof[];
  pictures: { path: string[]; map: string; lit: Record<string, string[]> } | null;
  lifting: Lifting;
  corrections: { text: string; sentence: string }[];
  copies: {
    day: number;
    door: [string, string, string] | null;
    rows: { database: string; agency: string; until: string; corrected: string; holds: boolean; outlives: boolean }[];
  };
  quotes: Record<string, Quote>;
  signs: Signs;
  recipes: Record<string, Recipe>;
}

// -- join

/** A table of a join: its columns with their identifiers, its rows, which row is used and which cells are lit. */
interface Sheet {
  title: string;
  agency: string;
  role: string;
  opened: string;
  columns: [name: string, title: string, lit: boolean][];
  rows: string[][];
  row: number;
  lit: number[];
}

interface Join {
  id: string;
  title: string;
  /** How good the link's match is among everybody. */
  quality: string;
  sentence: string;
  clerk: string;
  person: string;
  notice: string;
  record: string;
  sql: string;
  status: string;
  badge: string;
  wrong: boolean;
  quotes: string[];
  sheets: Sheet[];
}

interface JoinRow {
  id: string;
  from: string;
  to: string;
  day: string;
  key: Key[];
  status: string;
  whom: string;
  wrong: boolean;
}

interface JoinAnswer extends LabelledAnswer {
  rows: JoinRow[];
  joins: Join[];
  elsewhere: [story: string, title: string][];
  quotes: Record<string, Quote>;
  signs: Signs;
  recipes: Record<string, Recipe>;
}

// -- what if

interface SwitchNumber {
  text: string;
  label: string;
  value: string;
}

interface SwitchRow {
  title: string;
  text: string;
  about?: string;
  card?: string;
  key?: Key[];
  status?: string;
  numbers?: SwitchNumber[];
  /** Whether it has to do with what is shown; and with which parts of the map. */
  here: boolean;
  near: string[];
}

interface SwitchGroup {
  id: string;
  title: string;
  rows: SwitchRow[];
}

/** The map and the switches, which stay while switching. */
interface SwitchBoard {
  key: string;
  world: string;
  said: Labels;
  signs: Signs;
  pictures: string[];
  groups: SwitchGroup[];
}

interface ChangedDoor {
  id: string;
  name: string;
  why: string;
  effect: string;
  when: string;
}

interface WhatIfSide {
  name: string;
  text: string;
  shut: number;
  said: [text: string, sentence: string][];
  told: [sentence: string, stays: string];
  opened: ChangedDoor[];
  shut_now: ChangedDoor[];
  lit: Record<string, string[]>;
  off: string[];
}

/** An effect before and after, on each side. */
interface ChangeRow {
  id: string;
  name: string;
  why: string;
  effect: string;
  door: boolean;
  word: string;
  whom: string;
  before: string;
  after: string[];
  change: string[];
  moved: string[];
  differs: boolean;
}

interface WhatIfAnswer extends PageAnswer {
  key: string;
  plain: string;
  doors: number;
  before: { shut: number; lit: Record<string, string[]>; off: string[] };
  sides: WhatIfSide[];
  rows: ChangeRow[];
  pooled: SwitchGroup;
  recipes: Record<string, Recipe>;
}

/** A text that was checked, or a file that was read. */
interface OpenedWhatIf {
  from?: string;
  faults?: string[];
  title?: string;
  world: string;
  text: string;
}

// -- city

interface CityCount {
  residents: number;
  companies: number;
  through: { residents: number; companies: number }; // of them through links
  children: number;
  wrongly: number;
  falsely: number;
  assumed: number | null;
}

/** A day, how many are reached on it for the first time, and how many by then. */
type CityDay = [day: number, first: number, reached: number];

interface CityGroup {
  id: string;
  name: string;
  companies: boolean;
  before: number;
  after: number;
}

/** A service with its effect, and whom it is closed to. */
interface CityDoor {
  id: string;
  name: string;
  word: string;
  sort: string;
  burdens: boolean;
  before: CityCount;
  after: CityCount;
  days: { before: CityDay[]; after: CityDay[] };
  groups: CityGroup[];
  kinds: Record<string, { before: [number, number]; after: [number, number] }>;
  figures: string[];
  recipes: Record<string, Recipe>;
}

interface ReportedFigure {
  id: string;
  value: string;
  unit: string;
  area: string;
  period: string;
  why_not: string;
  source: string;
  beside: boolean;
}

interface CityAnswer extends LabelledAnswer {
  status: "counting" | "counted" | "cannot";
  kicker: string;
  /** How far it is, while it counts; why it can't, and what could. */
  says?: string;
  smaller?: string;
  of?: number;
  done?: number;
  population: number;
  seed: number;
  residents: number;
  companies: number;
  changed: boolean;
  plain: string;
  what_if: string;
  toggles: { text: string; title: string }[];
  changes: { text: string; sentence: string; own: boolean }[];
  doors: CityDoor[];
  closed: { name: string; needs: string; before: [number, number]; after: [number, number] }[];
  kinds: { id: string; name: string }[];
  figures: ReportedFigure[];
}

/** What every tab's own answer has. */
interface TabAnswer {
  status: string;
  remark?: string;
  of?: number;
  done?: number;
  recipe?: Recipe;
}

interface DayAnswer extends TabAnswer {
  rows: Record<string, Record<"before" | "after", { residents: number; companies: number }>>;
}

interface LinkAnswer extends TabAnswer {
  rows: { link: string; name: string; shapley: string; value: number | null; alone: number; with: string[] }[];
}

interface MatchAnswer extends TabAnswer {
  of: number;
  rows: {
    link: string;
    name: string;
    right: number;
    wrong: number;
    precision: number | null;
    found: number;
    missed: number;
    misled: number;
    recall: number | null;
  }[];
}

interface BestChoice {
  size: number;
  cost: number;
  exact: boolean;
  bound: number;
  spared: number;
  spared_by_group: Record<string, number>;
  newly_restricted: number;
  lose_reward: number;
  cuts: string[][];
  more: boolean;
}

interface BestAnswer extends TabAnswer {
  groups: string[];
  objective: "spared" | "doors";
  service: string;
  how: string;
  restricted: number;
  restricted_by_group: Record<string, number>;
  whatever_is_removed: number;
  why_not: string;
  sentences: Record<string, string>;
  choices: BestChoice[];
}

/** The ways to match that a trade-off can be over; `usual` is what an address means that names none. */
interface TradeOffer extends TabAnswer {
  figures: SweepOffer["figures"];
  keys: { without: string; name: string; keys: { key: string; name: string }[] }[];
  usual: { over: string; without: string };
  note: string;
}

interface TradeAnswer extends TabAnswer {
  says: string;
  setting: string;
  rows: { point: string; group: string; reached: number; wrongly: number; missed: number }[];
  point_names: Record<string, string>;
  group_names: Record<string, string>;
}

/** How far one count moves over draws or seeds. */
interface SpreadCells {
  count: number;
  least: number;
  median: number;
  most: number;
  chance?: number | null;
  same_sign?: number;
  before?: SpreadCells;
  change?: SpreadCells;
}

interface SpreadAnswer extends TabAnswer {
  label: string;
  residents: number;
  of: number; // draws or seeds
  rows: Record<string, Record<string, SpreadCells>>;
}

interface TornadoAnswer extends TabAnswer {
  label: string;
  measure: string;
  says: string;
  count: number;
  figures: {
    figure: string;
    says: string;
    value: number;
    low: number;
    high: number;
    at_low: number;
    at_high: number;
    swing: number;
    change_at_low?: number;
    change_at_high?: number;
    change_swing?: number;
  }[];
}

/** A title of a figure or of an axis. */
interface PlotlyTitle {
  font?: { size?: number };
}

interface PlotlyAxis {
  title?: PlotlyTitle;
  tickfont?: { size: number };
}

/** A figure of plotly's, as its Python functions make it. */
interface PlotlyFigure {
  data: object[];
  layout: {
    font: { size: number };
    margin: { t: number };
    title?: PlotlyTitle;
    xaxis: PlotlyAxis;
    yaxis: PlotlyAxis;
  };
}

interface FigureAnswer extends TabAnswer {
  figure: PlotlyFigure;
  config: object;
  /** Its height, in letters. */
  rem: number;
  /** What the rows and columns of a heat map are of. */
  rows: string[];
  columns: string[];
}

/** The element that plotly draws in. */
interface PlotlyPlace extends HTMLElement {
  on(event: "plotly_click", then: (event: { points: PlotlyPoint[] }) => void): void;
  on(event: "plotly_afterplot", then: () => void): void;
}

/** A point of a figure; of a heat map with its row and column. */
interface PlotlyPoint {
  x: string | number;
  pointNumber: number | [row: number, column: number];
}

/** What can be swept, and what can be counted. */
interface SweepOffer extends TabAnswer {
  figures: { text: string; name: string; verb: string; near: boolean; from: string; to: string; step: string }[];
  measures: { text: string; says: string }[];
}

interface SweepAnswer extends TabAnswer {
  axes: { name: string; unit: string; values: (string | number)[] }[];
  measure: { says: string };
  /** The values of the axes, and the count. */
  rows: (string | number)[][];
}

// -- world

interface WorldColumn {
  head: string;
  title: string;
  meaning: string;
  kind: string;
  to: string;
  blank: string;
}

type PlacedColumn = WorldColumn & { place: number };

interface Trial {
  page: string;
  label: string;
  more: Record<string, string>;
}

interface WorldRow {
  id: string;
  title: string;
  about: string;
  cells: string[];
  facts: [name: string, text: string][];
  quotes: string[];
  tries: Trial[];
  held: boolean;
  told: boolean;
  /** All that it says, to be searched: added when the answer comes. */
  text: string;
}

interface WorldTable {
  id: string;
  title: string;
  noun: string;
  about: string;
  main: string[];
  columns: WorldColumn[];
  rows: WorldRow[];
  byId: Map<string, WorldRow>;
  byHead: Map<string, PlacedColumn>;
}

/** A row's name, with its place where it is one. */
interface NamedRow {
  label: string;
  table?: string;
  id?: string;
}

interface Sorting {
  head: string;
  down: boolean;
}

interface FolderFault {
  file: string;
  table: string;
  row: number;
  column: string;
  found: string;
  expected: string;
  nearest: string;
  sentence: string;
}

interface OpenableFolder {
  path: string;
  said: Labels;
  faults: FolderFault[];
}

/** What was found in tables that were dropped, or what is wrong with them; with the world that was made of them. */
interface TablesAnswer {
  says?: string;
  faults?: string[];
  text?: string;
  world?: string;
}

/** What became of a folder. */
interface FolderAnswer {
  stamp: number;
  path?: string;
  world?: string;
  new?: boolean;
  says?: string;
  faults?: FolderFault[];
  lines?: Record<string, { hidden?: boolean; heads: string[]; lines: Record<string, string[]> }>;
}

/** What is found about a row by running the stories. */
interface RowDetails {
  said: Labels;
  stories: (NamedRow & { passes: string; says: string })[];
  removal: string;
  pairs: { says: string; notes: string[]; text: string } | null;
  kinds: NamedRow[];
  readings: NamedRow[];
  cards: (NamedRow & { kind: string; how: string })[];
}

interface WorldAnswer extends LabelledAnswer {
  world: string;
  reading: string;
  zip: string;
  tables: WorldTable[];
  quotes: Record<string, Quote & { chain: { id: string; label: string }[] }>;
  signs: Signs;
  glossary: { title: string; words: [word: string, meaning: string][] }[];
  settings: { question: string; about: string; text: string; facts: [name: string, text: string][] };
  counts: {
    status: Record<string, Record<string, number>>;
    number: Record<string, Record<string, number>>;
    checked: Record<string, number>;
    told: [table: string, id: string][];
  };
  folder: OpenableFolder | null;
  drop: Labels;
  recipes: Record<string, Recipe>;
  /** Added when the answer comes. */
  byTable: Map<string, WorldTable>;
}

/** A page to read: what of a world has the words looked for. */
type WorldView = (show: WorldAnswer, find: string) => unknown;

// -- lessons and the class

interface LessonEntry {
  id: string;
  title: string;
  world: string;
  minutes: string;
}

interface LessonQuestion {
  ask: string;
  cannot?: string;
  choices: string[];
  several: boolean;
  right: number[];
  /** Of each choice, what somebody reads who takes it by mistake; blank where nothing is known. */
  misread: string[];
  because: string;
  details: string[];
  hints: string[];
  command: string;
}

interface LessonPuzzle {
  ask: string;
  cannot?: string;
  task: string;
  choices: [text: string, label: string][];
  hints: string[];
  because: string;
  most: number;
}

/** The map beside a lesson's step, in two sizes: before the answer, and after it where another one is drawn. */
interface LessonMap {
  before: string[];
  after: string[] | null;
  lights: Record<string, string[]>;
  lightsAfter: Record<string, string[]>;
  /** Part of the map to the places of the choices that it stands for. */
  picks: Record<string, number[]>;
}

/** The step whose map is shown. */
interface ShownStep {
  lesson: string;
  part: number;
  parts: number;
  names: string;
  told: boolean;
  chosen: number[];
  choices: string[];
  tried: Record<string, string[]> | null;
  labels: Labels;
}

interface LessonDiscussion {
  ask: string;
  sides: { title: string; says: string; whatIf: string; quotes: [text: string, seen: boolean, source: string][] }[];
}

interface LessonStop {
  say: string;
  note: string;
  view: { path: string; parts: Record<string, string> };
  /** What is looked at before the answer, where that is something else. */
  viewBefore?: { path: string; parts: Record<string, string> };
  question?: LessonQuestion;
  puzzle?: LessonPuzzle;
  discuss?: LessonDiscussion;
}

interface LessonsAnswer extends LabelledAnswer {
  /** Who looks, where a class is served: presenter or student. */
  seat?: string;
  lessons: LessonEntry[];
  lesson: (LessonEntry & { about: string; stops: LessonStop[] }) | null;
}

/** What became of the removals that were tried in a puzzle. */
interface Verdict {
  lesson: string;
  part: number;
  solved: boolean;
  sentence: string;
  /** The map once the removals are made. */
  lights?: Record<string, string[]>;
}

/** What a class predicts. */
interface Tally {
  ask: string;
  choices: string[];
  counts: number[];
  visitors: number;
  begun: number;
  left_out: number;
  shown: boolean;
}

/** Where the class is, as a phone is told. */
interface PhonePlace {
  /** By which a phone says that it has this. */
  tag: string;
  /** Which start of the server answers, how often its votes were reset, how often the place has changed. */
  boot: string;
  resets: number;
  turn: number;
  shared: boolean;
  page?: string;
  title?: string;
  open?: string;
  lesson?: string;
  lessonTitle?: string;
  part?: number;
  parts?: number;
  say?: string;
  told?: boolean;
  question?: PhoneQuestion | null;
  task?: { ask: string; says: string; sides: [title: string, says: string][] } | null;
  /** The key of the story on the screen, and the place in it. */
  story?: string;
  whole?: boolean;
  wave?: number;
  step?: number;
  day?: number | null;
  why?: string;
}

interface PhoneQuestion {
  ask: string;
  choices: string[];
  several: boolean;
  right?: number[];
  because?: string;
}

type PhoneRow = Pick<
  EffectRow,
  "at" | "service" | "rule" | "name" | "sentence" | "word" | "whom" | "with" | "when" | "counts" | "weakest" | "proof"
>;

/** A story without its pictures. */
interface PhoneStory {
  key: string;
  title: string;
  label: string;
  opening: string;
  difference: string;
  headline: { one: string; many: string };
  waves: Pick<Wave, "end" | "sentence">[];
  steps: Pick<Step, "sentence" | "status" | "badge" | "quotes">[];
  rows: PhoneRow[];
  days: { from: number; sentence: string; shut: number; closed: string[] }[];
  quotes: Record<string, Quote>;
  signs: Signs;
}
