//! What stands around the printed text, in a server that does other things as well: headers of its own, and
//! rules for every script, that must not reach the page.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use super::Server;
use crate::environment;

/// Where Apache's modules are: on Debian, and elsewhere.
const MODULES: [&str; 3] = ["/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules"];

/// Writes the settings into the folder, where `printed` and `root` are, and answers what to run there.
pub(super) fn write(server: Server, folder: &Path, port: u16, base: &str) -> io::Result<Vec<OsString>> {
    let (variable, name, text) = match server {
        Server::Nginx => ("PORTICO_NGINX", "nginx", nginx(port)),
        Server::Caddy => ("PORTICO_CADDY", "caddy", caddy(port)),
        Server::Apache => ("PORTICO_APACHE", "apache2", apache(folder, port, base)?),
        Server::Netlify | Server::Cloudflare => return Err(io::Error::other("not on this machine")),
    };
    fs::write(folder.join("settings"), text)?;
    let settings = folder.join("settings").into_os_string();
    let folder = folder.as_os_str().to_owned();
    let mut command = vec![environment::program(variable, name)];
    command.extend(match server {
        Server::Nginx => vec!["-p".into(), folder, "-c".into(), settings],
        Server::Caddy => {
            let words = ["run", "--adapter", "caddyfile", "--config"].map(OsString::from);
            words.into_iter().chain([settings]).collect()
        }
        _ => vec!["-d".into(), folder, "-f".into(), settings, "-DFOREGROUND".into()],
    });
    Ok(command)
}

/// Each path is relative to the folder (`-p`).
fn nginx(port: u16) -> String {
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|of| format!("{of}_temp_path {of};")).concat();
    format!(
        "daemon off; master_process off; pid pid; error_log errors;
        events {{}}
        http {{
            access_log off; {temporary}
            types {{ application/octet-stream html js wasm; }}
            server {{
                listen 127.0.0.1:{port};
                root root;
                add_header Referrer-Policy origin always;
                location ~ \\.js$ {{ expires 1h; }}
                include printed;
            }}
        }}"
    )
}

fn caddy(port: u16) -> String {
    format!(
        "{{
            admin off
            auto_https off
        }}
        http://127.0.0.1:{port} {{
            root * root
            header Referrer-Policy origin
            import printed
            handle /other/* {{
                respond other
            }}
        }}"
    )
}

/// With the language and the type that Debian has for files that are compressed; at the root in a
/// `<Directory>`, below it in an `.htaccess`.
fn apache(folder: &Path, port: u16, base: &str) -> io::Result<String> {
    let modules = MODULES.into_iter().find(|modules| Path::new(modules).is_dir());
    let modules = modules.ok_or_else(|| io::Error::other(format!("none of {MODULES:?} is there")))?;
    let load = ["mpm_event", "authz_core", "dir", "mime", "headers", "rewrite", "autoindex"]
        .map(|name| format!("LoadModule {name}_module {modules}/mod_{name}.so\n"))
        .concat();
    let root = folder.join("root");
    let printed = if base == "/" {
        "Include printed"
    } else {
        fs::copy(folder.join("printed"), root.join(base.trim_matches('/')).join(".htaccess"))?;
        "AllowOverride FileInfo Indexes Options"
    };
    fs::write(folder.join("types"), "application/octet-stream html js wasm\n")?;
    let (root, folder) = (root.display(), folder.display());
    Ok(format!(
        "{load}
        ServerName 127.0.0.1
        Listen 127.0.0.1:{port}
        User #65534
        Group #65534
        PidFile pid
        ErrorLog errors
        DefaultRuntimeDir {folder}
        Mutex default:{folder}
        TypesConfig types
        AddDefaultCharset UTF-8
        AddLanguage br .br
        AddType application/x-gzip .gz
        Header set Referrer-Policy origin
        DocumentRoot {root}
        <Directory {root}>
            Options Indexes FollowSymLinks
            {printed}
        </Directory>"
    ))
}
