import { type PlatformError, Predicate } from "effect"

/** The code that the operating system gave, such as `ENOSPC`. */
export const codeOf = ({ reason }: PlatformError.PlatformError): string => {
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

const unread: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file.",
  NotFound: "There is no such file.",
  EISDIR: "It is a folder, and not a file in it.",
  ENOTDIR: "A file stands where a folder of its path should be.",
  EACCES: "The file may not be read by who runs this.",
  EPERM: "The file may not be read by who runs this.",
  ENAMETOOLONG: "No file has so long a name.",
  ELOOP: "Links to the file lead in a circle.",
  EMFILE: "Too many files are open: close other programs, and run again.",
  EIO: "The disk has a fault."
}

/** What keeps a file from being read, in words. */
export const readFault = (error: PlatformError.PlatformError): string => {
  const code = codeOf(error)
  return unread[code] ?? `The file cannot be read: the system says ${code}.`
}
