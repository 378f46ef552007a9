// The logic of a checklist as the server decides it; see docs/logic.md.
export const PROFILE = 1;
