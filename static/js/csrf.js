// The token of this browser's session. Signing in again, in whichever tab, renews it for all of them.

const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);

export const token = (form) => cookie("csrftoken") ?? form.elements.csrfmiddlewaretoken.value;
