/** An element with attributes and children; text is text, never markup. */
export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  ...children: ReadonlyArray<Node | string>
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

export const all = <E extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document
): ReadonlyArray<E> => [...within.querySelectorAll<E>(selector)]
