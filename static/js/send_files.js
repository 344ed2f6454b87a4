// Files on their way into a course. What the server refuses comes back as its words.

export async function sendFiles(address, files, token) {
  const body = new FormData();
  for (const [file, name] of files) body.append("file", file, name);
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  const answer = await fetch(address, { method: "POST", body, headers });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  const told = isJson ? await answer.json() : {};
  if (!answer.ok || !told.files) throw new Error(told.refusal ?? "");
  return told.files;
}

// The files that are pasted. Spreadsheets and word processors put a picture of the words beside the words, which are meant.
export function pastedFiles({ clipboardData: { files, types } }) {
  return types.includes("text/plain") && types.includes("text/html") ? [] : files;
}

// What a clipboard calls image.png is named after what it is pasted into.
export function nameOf(file, otherwise) {
  const ending = file.name.split(".").pop();
  return /^image\.\w+$/.test(file.name) ? `${otherwise}.${ending}` : file.name;
}
