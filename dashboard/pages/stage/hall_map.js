/* The map for a hall: asked for when large type is on, and kept for its question. Without it the usual map stays. */
import { laterPicture } from "./later_pictures.js";

const LEAST_WIDTH = 1200; // pixels of a window below which the usual map has the larger letters

/** Whether a hall's map is wanted in this window. */
export const isWanted = () => document.documentElement.classList.contains("room") && window.innerWidth >= LEAST_WIDTH;

/**
 * The hall's map of an answer for two sizes of window, or null where none is to be had.
 * @param {StageAnswer} show
 */
export const hallMap = async (show) => (await laterPicture("/_hall-map", show))?.pictures || null;
