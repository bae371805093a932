// Makes and updates elements. Text is only ever set as text: nothing here, and nothing that uses it, parses markup.

type Properties<E> = { [K in keyof E]?: E[K] };

/** An element with properties, ARIA or data attributes, and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties<HTMLElementTagNameMap[Tag]> = {},
  children: readonly (Node | string)[] = [],
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Sets the text where it differs, so that a selection in it and the live regions are left alone otherwise. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets the options of a select where they differ, and which one is chosen. */
export function setOptions(
  select: HTMLSelectElement,
  options: readonly { value: string; label: string }[],
  chosen: string,
) {
  const present = Array.from(select.options, ({ value, text }) => ({ value, label: text }));
  if (JSON.stringify(present) !== JSON.stringify(options)) {
    select.replaceChildren(...options.map(({ value, label }) => element("option", { value, textContent: label })));
  }
  select.value = chosen;
}
