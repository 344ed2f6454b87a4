// A form as the server sent it: what is typed before the scripts have come counts too.

export function asSent(form) {
  const sent = form.cloneNode(true);
  sent.reset();
  return sent;
}
