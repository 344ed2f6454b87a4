// On a small screen the outline is a strip: bring the lesson that is open into sight.
const here = document.querySelector(".outline [aria-current]");
const strip = here?.closest("ol");
if (strip) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
