import { type PlatformError, Predicate } from "effect"

/** The code that the operating system gave, such as `ENOSPC`. */
const codeOf = ({ reason }: PlatformError.PlatformError): string => {
  const { cause } = reason
  return Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : reason._tag
}

const sentences: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full. Free some space, or choose a folder on another disk with --out.",
  EDQUOT: "your share of the disk is used up. Free some space, or choose a folder on another disk with --out.",
  EFBIG: "a file of that size may not be written there. Choose another folder with --out.",
  EACCES: "nothing may be written there. Choose another folder with --out, or ask for permission.",
  EPERM: "nothing may be written there. Choose another folder with --out, or ask for permission.",
  EROFS: "the disk can only be read. Choose a folder on another disk with --out.",
  EBUSY: "another program holds a file of it open. Close it, such as the viewer of an earlier report, and run again.",
  ETXTBSY: "another program holds a file of it open. Close it, such as the viewer of an earlier report, and run again.",
  EISDIR: "a folder stands where a file of that name should be. Move it away, or choose another folder with --out.",
  ENOTDIR: "a file stands where a folder should be. Move it away, or choose another folder with --out.",
  EXDEV: "it reaches over two disks. Choose a folder that lies on one disk with --out.",
  ENOENT: "the folder went away meanwhile. Make sure that nothing else removes it, and run again.",
  ENAMETOOLONG: "its name is too long. Choose a shorter one with --out.",
  ELOOP: "links of it lead in a circle. Choose another folder with --out.",
  EMFILE: "too many files are open. Close other programs, and run again.",
  ENFILE: "too many files are open. Close other programs, and run again.",
  EIO: "the disk has a fault. Choose a folder on another disk with --out."
}

/** What keeps files from being written to a folder, and what to do about it, in words. */
export const diskFault = (folder: string, error: PlatformError.PlatformError): string => {
  const code = codeOf(error)
  return `${folder} cannot be written: ${sentences[code] ?? `the system says ${code}. Choose another folder with --out.`}`
}
