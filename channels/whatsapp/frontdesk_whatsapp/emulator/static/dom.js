/** Elements of the page. */

export const $ = (id) => document.getElementById(id);

/** A new element with a class and a text. */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** A copy of the icon in a template. */
export const icon = (name) => $(name).content.firstElementChild.cloneNode(true);
