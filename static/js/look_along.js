// The preview shows the question that is being edited, and on a narrow screen there is a way from one to the other.

const ofQuestion = '[id="f.questions"] > .movable > [data-part]';

function shownOf(form, look, element) {
  const part = element?.closest(ofQuestion);
  const key = part && form.elements.namedItem(`${part.id}.key`)?.value;
  return key && look.querySelector(`[id$="-${CSS.escape(key)}-whole"]`);
}

// Only the preview moves; where it does not scroll by itself it stands below the form, and the page stays.
export function lookAlong(form, look) {
  const shown = form.contains(document.activeElement) && shownOf(form, look, document.activeElement);
  if (!shown || look.scrollHeight <= look.clientHeight) return;
  const question = shown.getBoundingClientRect();
  const room = look.getBoundingClientRect();
  const isSeen = question.top >= room.top && Math.min(question.bottom, question.top + room.height / 2) <= room.bottom;
  if (!isSeen) look.scrollTop += question.top - room.top - room.height / 8;
}

export function leadToLook(form, look) {
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-see]");
    const shown = link && shownOf(form, look, link);
    if (!shown) return;
    event.preventDefault();
    shown.scrollIntoView();
    shown.tabIndex = -1;
    shown.focus({ preventScroll: true });
  });
}
