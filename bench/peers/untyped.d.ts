/** What is used of the peers that bring no types. */
declare module 'fengari' {
  type State = object;
  const fengari: {
    readonly to_luastring: (text: string) => Uint8Array;
    readonly lauxlib: {
      readonly luaL_newstate: () => State;
      readonly luaL_loadstring: (state: State, text: Uint8Array) => number;
    };
    readonly lua: {
      readonly lua_call: (state: State, values: number, results: number) => void;
      readonly lua_pushvalue: (state: State, index: number) => void;
      readonly lua_pushinteger: (state: State, value: number) => void;
      readonly lua_tointeger: (state: State, index: number) => number;
      readonly lua_pop: (state: State, count: number) => void;
    };
  };
  export = fengari;
}

declare module 'jexl' {
  export class Jexl {
    compile(text: string): { evalSync(facts: object): unknown };
  }
}

declare module 'json-logic-js' {
  const logic: { apply(rule: object, facts: object): unknown };
  export = logic;
}
