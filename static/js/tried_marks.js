// After a try the preview goes to what it brought, however far above the button that is.

const TOLD = ":scope > :is(.explanation, .error[id])";

const questionsIn = (look) => [...look.querySelectorAll("fieldset.question")];

// Whether somebody has changed what the server drew.
const isChanged = ({ type, options, checked, defaultChecked, value, defaultValue }) =>
  options ? [...options].some((one) => one.selected !== one.defaultSelected) : ["radio", "checkbox"].includes(type) ? checked !== defaultChecked : value !== defaultValue;

const isMarked = (question) => question.querySelector(":scope > .explanation") && ![...question.querySelectorAll("input, select, textarea")].some(isChanged);

// Called before the marks are drawn; what it returns, after that. The first question that has another mark than before, or
// whose answer could not be read, comes into view and its mark is read out; where there is none, what is said of the whole.
export function leadToMarks(look) {
  const before = new Set(questionsIn(look).filter(isMarked).map(({ id }) => id));
  return () => {
    const first = questionsIn(look).find((question) => !before.has(question.id) && question.querySelector(TOLD));
    first?.scrollIntoView({ block: "nearest" });
    const words = first?.querySelector(TOLD) ?? look.querySelector("[data-try] > [role=status]");
    if (!words) return;
    words.tabIndex = -1;
    words.focus();
  };
}

export function leadToStart(look) {
  return () => questionsIn(look)[0]?.focus();
}
