export const truths = {}
