//! Counts what the page requests after it has loaded, for the badge.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use yew::prelude::*;

#[wasm_bindgen]
extern "C" {
    type PerformanceObserver;
    #[wasm_bindgen(constructor)]
    fn new(callback: &Function) -> PerformanceObserver;
    #[wasm_bindgen(method)]
    fn observe(this: &PerformanceObserver, options: &JsValue);
    #[wasm_bindgen(method)]
    fn disconnect(this: &PerformanceObserver);
    type EntryList;
    #[wasm_bindgen(method, js_name = getEntries)]
    fn get_entries(this: &EntryList) -> js_sys::Array;
}

/// The addresses requested since the page's code ran.
#[hook]
pub(crate) fn use_requests() -> Vec<String> {
    let seen = use_state(Vec::<String>::new);
    {
        let seen = seen.clone();
        use_effect_with((), move |()| {
            let all = std::cell::RefCell::new(Vec::new());
            let callback = Closure::<dyn FnMut(EntryList)>::new(move |list: EntryList| {
                let mut all = all.borrow_mut();
                for entry in list.get_entries().iter() {
                    if let Ok(entry) = entry.dyn_into::<web_sys::PerformanceEntry>()
                        && !entry.name().starts_with("blob:")
                        && !entry.name().starts_with("data:")
                    {
                        all.push(entry.name());
                    }
                }
                seen.set(all.clone());
            });
            let observer = PerformanceObserver::new(callback.as_ref().unchecked_ref());
            let options = js_sys::Object::new();
            // Without `buffered`, entries count from now on: the page's own files are there already.
            let types = js_sys::Array::of1(&JsValue::from_str("resource"));
            let _ = js_sys::Reflect::set(&options, &JsValue::from_str("entryTypes"), &types);
            observer.observe(&options);
            move || {
                observer.disconnect();
                drop(callback);
            }
        });
    }
    (*seen).clone()
}
