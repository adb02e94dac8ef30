//! How a file calls a gate of another one: through the table.

use std::convert::Infallible;

use wasm_encoder::reencode::Error;

use wasmparser::FuncType;

use super::Plan;
use crate::build::program::Function;

impl Plan<'_> {
    /// Calls what another file has put into the table.
    /// Its type has the index `kind` there.
    pub(super) fn stub(
        &self,
        gate: Function,
        kind: u32,
    ) -> Result<wasm_encoder::Function, Error<Infallible>> {
        let place = self.gates.get(&gate).and_then(|place| i32::try_from(*place).ok());
        let mut stub = wasm_encoder::Function::new([]);
        let mut code = stub.instructions();
        for parameter in 0..self.parameters(gate)? {
            code.local_get(parameter);
        }
        code.i32_const(place.ok_or(Error::CanonicalizedHeapTypeReference)?);
        code.call_indirect(self.table, kind).end();
        Ok(stub)
    }

    /// All types of the program.
    pub(super) fn types(&self) -> Result<Vec<FuncType>, Error<Infallible>> {
        let types = self.program.types.iter().flat_map(|types| types.clone().into_iter_err_on_gc_types());
        Ok(types.collect::<wasmparser::Result<_>>()?)
    }

    /// How many parameters a function has.
    fn parameters(&self, function: Function) -> Result<u32, Error<Infallible>> {
        let kind = self.program.functions.get(function as usize).copied().unwrap_or(u32::MAX);
        let types = self.types()?;
        let kind = types.get(kind as usize).ok_or(Error::CanonicalizedHeapTypeReference)?;
        Ok(u32::try_from(kind.params().len()).unwrap_or(u32::MAX))
    }
}
