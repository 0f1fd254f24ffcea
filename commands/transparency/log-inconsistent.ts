/** The log would contradict what it said before. Nothing is signed until a person has looked; see docs/operations.md. */
export class LogInconsistent extends Error {}
