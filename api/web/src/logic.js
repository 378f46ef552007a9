// The logic of checklists as the server decides it (docs/logic.md): expressions, and what a form
// shows and asks for.
export { compile, evaluate, isTrue, LogicInvalid, toName } from "./cel.js";
export { fromKey, keyOf, stateOf } from "./form-state.js";
