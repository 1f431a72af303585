/* What the live map is given: `linkage/widget/widget_state.py` makes it. */

interface LiveStep {
  id: string;
  sentence: string;
  day: number;
  keys: [string, string, string][];
  status: string;
  badge: string;
  wrong: boolean;
  lights: BookLight[];
  accounts: BookLight[];
  /** How many doors are closed once it has come. */
  closed: number;
}

/** A spread as it is told: as it was asked, or under a what-if. */
interface LiveTelling {
  opening: string;
  /** What it was made from. */
  stamp: string[];
  steps: LiveStep[];
  parts: string[];
}

interface LiveStory extends LiveTelling {
  id: string;
  title: string;
  heading: string;
  name: string;
  total: number;
  pictures: Record<string, string>;
  words: string[];
  /** Of each switch its text, and what it says. */
  switches: [string, string][];
  /** A what-if that changes something here; blank where nothing is copied. */
  example: string;
  labels: Record<string, string>;
  patience: number;
}

interface LiveChange extends LiveTelling {
  id: string;
  text: string;
  sentences: string[];
  told: [string, string];
  /** Of each service its part and its name. */
  opened: [string, string][];
  shut: [string, string][];
  off: number[];
  wide: string;
  absent: number[];
  absent_before: number[];
}

interface LiveReply {
  text: string;
  fault: string;
  change: LiveChange | Record<string, never>;
}

/** What `anywidget` hands to a widget's script. */
interface LiveModel {
  get(name: string): any;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

/** What the map shows: the telling, on which side of the what-if, and the place in it. */
interface LiveView {
  story: LiveStory;
  change: LiveChange | null;
  after: boolean;
  telling: LiveTelling;
  position: number;
}
