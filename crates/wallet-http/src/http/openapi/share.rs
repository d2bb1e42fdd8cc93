//! What several operations have in common is in the components once: parameters, and headers of answers.

use std::collections::BTreeMap;

use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::{OpenApi, Ref, RefOr};

use super::case::pascal_case;

/// Every operation of a document.
pub(super) fn operations(document: &mut OpenApi) -> impl Iterator<Item = &mut Operation> {
    document.paths.paths.values_mut().flat_map(|item| {
        [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten()
    })
}

/// Takes away the schemas that nothing refers to: those of structs that are part of another.
pub(super) fn drop_unused(document: &mut OpenApi) {
    loop {
        let text = serde_json::to_string(document).expect("a document is JSON");
        let schemas = &mut document.components.get_or_insert_default().schemas;
        let before = schemas.len();
        schemas.retain(|name, _| text.contains(&format!("#/components/schemas/{name}\"")));
        if schemas.len() == before {
            return;
        }
    }
}

/// Moves each parameter that more than one operation has into the components. Of parameters that have the same name and
/// are not the same, the one that most operations have.
pub(super) fn share_parameters(document: &mut OpenApi) {
    let mut counts: BTreeMap<String, Vec<(Parameter, usize)>> = BTreeMap::new();
    for operation in operations(document) {
        for parameter in operation.parameters.iter().flatten() {
            let RefOr::T(parameter) = parameter else { continue };
            let same_name = counts.entry(pascal_case(&parameter.name)).or_default();
            match same_name.iter_mut().find(|(known, _)| known == parameter) {
                Some((_, count)) => *count += 1,
                None => same_name.push((parameter.clone(), 1)),
            }
        }
    }
    let shared: BTreeMap<String, Parameter> = counts
        .into_iter()
        .filter_map(|(name, same_name)| {
            let (parameter, count) = same_name.into_iter().max_by_key(|(_, count)| *count)?;
            (count > 1).then_some((name, parameter))
        })
        .collect();
    for operation in operations(document) {
        for parameter in operation.parameters.iter_mut().flatten() {
            let RefOr::T(own) = &*parameter else { continue };
            let name = pascal_case(&own.name);
            if shared.get(&name) == Some(own) {
                *parameter = RefOr::Ref(Ref::new(format!("#/components/parameters/{name}")));
            }
        }
    }
    let components = document.components.get_or_insert_default();
    components.parameters.extend(shared.into_iter().map(|(name, parameter)| (name, parameter.into())));
}
