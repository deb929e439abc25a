// What somebody wrote: of files alone, the server says their names in its place, cut off where long.
const LONGEST = 200;

export function textOf(message) {
  const { text } = message;
  const names = (message.attachments ?? []).map((file) => file.name).join(", ");
  const named = names === text || (text.length >= LONGEST && names.startsWith(text));
  return names && named ? "" : text;
}
