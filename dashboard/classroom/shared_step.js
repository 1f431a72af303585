/* Whether this browser shares the presenter's step with the class: on, until somebody turns it off here. It is kept in the
   browser, so that a restart of the server turns nothing on. */

const STORED = "linkage-share-step";

/** Whether it does. */
export function isShared() {
  try {
    return localStorage.getItem(STORED) !== "no";
  } catch {
    return true;
  }
}

/**
 * A button that turns it on and off, and says which it is.
 * @param {HTMLElement} control
 * @param {(shared: boolean) => string} label
 */
export function shareSwitch(control, label) {
  const show = () => {
    control.textContent = label(isShared());
    control.setAttribute("aria-pressed", String(isShared()));
  };
  control.addEventListener("click", () => {
    try {
      localStorage.setItem(STORED, isShared() ? "no" : "yes");
    } catch {
      // A browser that keeps nothing shares the step.
    }
    show();
  });
  window.addEventListener("storage", show); // another window turned it on or off
  show();
}
