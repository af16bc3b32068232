import { element } from "./element.ts"

const choices = [
  ["auto", "as the system is"],
  ["light", "light"],
  ["dark", "dark"]
] as const

/** A choice of light and dark; paper is always light. */
export const themeChoice = (): HTMLElement => {
  const select = element("select", {}, ...choices.map(([value, text]) => element("option", { value }, text)))
  select.addEventListener("change", () => {
    document.documentElement.dataset.theme = select.value
  })
  return element("label", {}, "Light or dark", select)
}
