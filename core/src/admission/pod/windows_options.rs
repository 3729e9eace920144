//! Windows-specific parts of security contexts.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::containers::visit_containers_with_path;
use super::options::PodValidationOptions;
use crate::admission::field_error::Bad;
use crate::admission::names::is_dns1123_subdomain;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

const MAX_CREDENTIAL_SPEC_KIB: usize = 64;
const MAX_DOMAIN_LENGTH: usize = 256;
const MAX_USER_LENGTH: usize = 104;
const NET_BIOS_FORBIDDEN: [char; 9] = ['\\', '/', ':', '*', '?', '"', '<', '>', '|'];
const USER_FORBIDDEN: &str = "\"/\\:;|=,+*?<>@[]";

/// Checks the Windows options of a Pod or container.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateWindowsSecurityContextOptions
pub(crate) fn validate_windows_security_context_options(
    windows: &Value,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    if let Some(name) = windows.get("gmsaCredentialSpecName").as_str() {
        causes.invalid_each(
            &path.child("gmsaCredentialSpecName"),
            Bad::typed(name),
            is_dns1123_subdomain(name),
        );
    }
    if let Some(spec) = windows.get("gmsaCredentialSpec").as_str() {
        let path = path.child("gmsaCredentialSpec");
        if spec.is_empty() {
            causes.invalid(
                &path,
                Bad::typed(spec),
                Check::Stated.says("gmsaCredentialSpec cannot be an empty string"),
            );
        } else if spec.len() > MAX_CREDENTIAL_SPEC_KIB * 1024 {
            let detail = Check::Stated
                .says(format!("gmsaCredentialSpec size must be under {MAX_CREDENTIAL_SPEC_KIB} KiB"));
            causes.invalid(&path, Bad::typed(spec), detail);
        }
    }
    if let Some(name) = windows.get("runAsUserName").as_str() {
        let path = path.child("runAsUserName");
        for detail in user_name_errors(name) {
            causes.invalid(&path, Bad::typed(name), Check::Stated.says(detail));
        }
    }
}

fn user_name_errors(name: &str) -> Vec<String> {
    let only = |detail: &str| vec![detail.to_owned()];
    if name.is_empty() {
        return only("runAsUserName cannot be an empty string");
    }
    if name.chars().any(|c| c.is_ascii_control()) {
        return only("runAsUserName cannot contain control characters");
    }
    let parts: Vec<&str> = name.split('\\').collect();
    let (domain, user) = match parts.as_slice() {
        [user] => (None, *user),
        [domain, user] => (Some(*domain), *user),
        _ => return only("runAsUserName cannot contain more than one backslash"),
    };
    let mut errors = Vec::new();
    if domain.is_some_and(|domain| domain.len() >= MAX_DOMAIN_LENGTH) {
        errors.push(format!("runAsUserName's Domain length must be under {MAX_DOMAIN_LENGTH} characters"));
    }
    if domain.is_some_and(|domain| !is_net_bios_name(domain) && !is_dns_name(domain)) {
        errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format".to_owned());
    }
    if user.is_empty() {
        errors.push("runAsUserName's User cannot be empty".to_owned());
    } else if user.len() > MAX_USER_LENGTH {
        errors.push(format!(
            "runAsUserName's User length must not be longer than {MAX_USER_LENGTH} characters"
        ));
    }
    if !user.is_empty() && user.chars().all(|c| c == '.' || c == ' ') {
        errors.push("runAsUserName's User cannot contain only periods or spaces".to_owned());
    }
    if user.contains(|c| USER_FORBIDDEN.contains(c)) {
        let detail = "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]";
        errors.push(detail.to_owned());
    }
    errors
}

fn is_net_bios_name(domain: &str) -> bool {
    let length = domain.chars().count();
    (1..=15).contains(&length) && !domain.starts_with('.') && !domain.contains(NET_BIOS_FORBIDDEN)
}

fn is_dns_name(domain: &str) -> bool {
    domain.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

/// Checks a Pod whose containers run as processes of a Windows host.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateWindowsHostProcessPod
pub(crate) fn validate_windows_host_process_pod(
    spec: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let host_process =
        |holder: &Value| holder.get("securityContext").get("windowsOptions").bool("hostProcess");
    let of_pod = host_process(spec);
    let (mut containers, mut host_processes) = (0_usize, 0_usize);
    visit_containers_with_path(spec, path, &mut |container, path| {
        containers += 1;
        let own = host_process(container);
        if let (Some(of_pod), Some(own)) = (of_pod, own)
            && of_pod != own
        {
            let detail = Check::Stated
                .says(format!("pod hostProcess value must be identical if both are specified, was {of_pod}"));
            let path = path.child("securityContext");
            causes.invalid(&path.child("windowsOptions").child("hostProcess"), own, detail);
        }
        if own.or(of_pod) == Some(true) {
            host_processes += 1;
        }
    });
    if host_processes == 0 {
        return;
    }
    if host_processes != containers {
        let detail = Check::Stated.says(
            "If pod contains any hostProcess containers then all containers must be HostProcess containers",
        );
        causes.invalid(path, "", detail);
    }
    if spec.bool("hostNetwork") != Some(true) {
        let detail =
            Check::Stated.says("hostNetwork must be true if pod contains any hostProcess containers");
        causes.invalid(&path.child("hostNetwork"), false, detail);
    }
    if !options.allow_privileged {
        causes.forbidden(path, Check::Stated.says("hostProcess containers are disallowed by cluster policy"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names() {
        for name in ["user", "DOMAIN\\user", "corp.example.com\\user", "a b"] {
            assert_eq!(user_name_errors(name), Vec::<String>::new(), "{name}");
        }
        for (name, part) in [
            ("", "empty string"),
            ("a\nb", "control characters"),
            ("a\\b\\c", "more than one backslash"),
            ("\\user", "NetBios nor the DNS format"),
            ("a\\", "User cannot be empty"),
            ("..", "only periods or spaces"),
            ("a@b", "following characters"),
        ] {
            let errors = user_name_errors(name);
            assert!(errors.iter().any(|error| error.contains(part)), "{name}: {errors:?}");
        }
    }
}
