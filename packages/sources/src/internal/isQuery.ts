/** Whether `from` is a query and not a path. */
export const isQuery = (from: string) => /^\s*(select|with|from)[\s('"]/i.test(from)
