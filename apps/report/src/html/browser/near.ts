/** Acts on each element once: when it comes near the screen, or all that are left when the page is printed. */
export const whenNear = (elements: ReadonlyArray<HTMLElement>, act: (element: HTMLElement) => void): void => {
  const waiting = new Set(elements)
  const actOnce = (element: HTMLElement): void => {
    if (waiting.delete(element)) act(element)
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue
        observer.unobserve(target)
        actOnce(target as HTMLElement)
      }
    },
    { rootMargin: "800px" }
  )
  for (const element of waiting) observer.observe(element)
  addEventListener("beforeprint", () => {
    for (const element of [...waiting]) actOnce(element)
  })
}
