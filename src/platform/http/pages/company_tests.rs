//! The questions of a platform engineer, answered by the pages for a company that is made up, each in two clicks at most.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::wire::Role;
use crate::platform::scans::{demo_people, demo_scans};
use crate::platform::testing::TestPlatform;
use crate::policy::Policy;

/// The platform of the company of `devenv serve --demo`.
async fn company() -> TestPlatform {
    let platform = TestPlatform::new();
    for scan in demo_scans(Timestamp::now(), Policy::builtin()) {
        platform.platform.store.insert(Arc::new(scan)).await.unwrap();
    }
    for person in demo_people() {
        platform.platform.store.save_person(person).await.unwrap();
    }
    platform
}

/// Somebody at a page.
struct Visitor<'p> {
    platform: &'p TestPlatform,
    cookie: String,
    text: String,
    clicks: usize,
}

impl<'p> Visitor<'p> {
    async fn at_overview(platform: &'p TestPlatform, role: Role, developer: &str) -> Self {
        let cookie = platform.cookie(&platform.token(role, developer)).await;
        let reply = platform.page("/", &cookie).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        Self {
            platform,
            cookie,
            text: reply.text(),
            clicks: 0,
        }
    }

    /// Follows the first link with that text.
    async fn click(&mut self, text: &str) {
        let end = format!(">{text}</a>");
        let at = self
            .text
            .find(&end)
            .unwrap_or_else(|| panic!("no link {text}: {}", self.text));
        let link = self.text[..at].rsplit_once("href=\"").unwrap().1;
        let address = link.split('"').next().unwrap().replace("&amp;", "&");
        let reply = self.platform.page(&address, &self.cookie).await;
        assert_eq!(reply.status, 200, "{address} {reply:?}");
        self.text = reply.text();
        self.clicks += 1;
    }

    /// The first cells of the table below the heading of that id.
    fn names(&self, heading: &str) -> Vec<String> {
        let begin = format!("aria-labelledby=\"{heading}\"");
        let table = self
            .text
            .split_once(&begin)
            .unwrap_or_else(|| panic!("{heading}: {}", self.text))
            .1;
        let table = table.split_once("</table>").unwrap().0;
        table
            .split("<th scope=\"row\">")
            .skip(1)
            .map(|row| {
                let cell = row.split_once("</th>").unwrap().0;
                let text = cell.split_once('>').map_or(cell, |(_, rest)| rest);
                text.split('<').next().unwrap().to_owned()
            })
            .collect()
    }
}

#[tokio::test]
async fn who_still_has_an_old_version_of_a_tool_is_two_clicks_away() {
    let platform = company().await;
    let mut visitor = Visitor::at_overview(&platform, Role::Viewer, "boss").await;
    visitor.click("Tools").await;
    visitor.click("node").await;
    assert!(visitor.clicks <= 2);
    // And the versions below one, by the form of the page.
    let below = platform.page("/tools/node?below=18", &visitor.cookie).await.text();
    visitor.text = below;
    let mut people = visitor.names("users");
    people.dedup();
    assert_eq!(people, ["Bruno Keller", "Chiara Conti", "Farid Rahimi", "Mina Park"]);
    let token = platform.token(Role::Viewer, "boss");
    let found = platform.get("/api/v1/tools/node?below=18", &token).await.json();
    let projects: Vec<&str> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["machine"]["scan"]["project"].as_str().unwrap())
        .collect();
    assert_eq!(
        projects,
        [
            "legacy-admin",
            "shop-web",
            "shop-web",
            "shop-web",
            "legacy-admin",
            "data-pipeline"
        ]
    );
    let csv = platform.get("/api/v1/tools/node?below=18&format=csv", &token).await;
    assert_eq!(csv.text().lines().count(), 7, "{}", csv.text());
    assert_eq!(platform.get("/api/v1/tools/node?below=x", &token).await.status, 400);
}

#[tokio::test]
async fn what_fails_most_and_for_whom_is_one_click_away() {
    let platform = company().await;
    let mut visitor = Visitor::at_overview(&platform, Role::Viewer, "boss").await;
    let token = platform.token(Role::Viewer, "boss");
    let rules = platform.get("/api/v1/rules", &token).await.json();
    let counts: Vec<u64> = rules["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["developers"].as_u64().unwrap())
        .collect();
    assert!(
        counts.len() >= 3 && counts.is_sorted_by(|one, other| one >= other),
        "{counts:?}"
    );
    let title = visitor.names("worst").first().unwrap().clone();
    assert_eq!(rules["items"][0]["title"], title);
    visitor.click(&title).await;
    let mut people = visitor.names("who");
    people.dedup();
    assert_eq!(people.len() as u64, counts[0]);
}

#[tokio::test]
async fn whether_it_is_better_than_last_month_is_on_the_overview() {
    let platform = company().await;
    let visitor = Visitor::at_overview(&platform, Role::Viewer, "boss").await;
    let sentence = visitor
        .text
        .split("<p>")
        .find(|text| text.contains("of machines are ready"))
        .unwrap();
    assert!(sentence.contains("better than the "), "{sentence}");
    for days in [7, 30, 90, 365] {
        let page = platform.page(&format!("/?days={days}"), &visitor.cookie).await;
        let bars = page.text().matches("class=\"hover\"").count();
        // Scans go back ten weeks.
        assert!((days.min(68)..=days.min(73)).contains(&bars), "{days}: {bars}");
    }
}

#[tokio::test]
async fn who_has_not_scanned_for_weeks_is_one_click_away() {
    let platform = company().await;
    let mut visitor = Visitor::at_overview(&platform, Role::Viewer, "boss").await;
    visitor.click("3").await;
    // The one who scanned last comes first.
    let people = visitor.names("machines");
    assert_eq!(people, ["Nadia Haddad", "Farid Rahimi", "Yusuf Aydin"]);
}

#[tokio::test]
async fn a_project_says_who_is_not_ready_and_why() {
    let platform = company().await;
    let mut visitor = Visitor::at_overview(&platform, Role::Viewer, "boss").await;
    visitor.click("shop-web").await;
    let not_ready = visitor.names("not_ready");
    assert_eq!(not_ready, ["Bruno Keller", "Chiara Conti", "Greta Lindqvist"]);
    assert!(visitor.text.contains("not allowed"), "{}", visitor.text);
    let token = platform.token(Role::Viewer, "boss");
    let project = platform.get("/api/v1/projects/shop-web", &token).await.json();
    assert_eq!(
        project["project"],
        json!({
            "id": "shop-web", "name": "shop-web", "developers": 8, "machines": 8, "ready": 4, "not_ready": 3, "stale": 1,
            "latest_at": project["project"]["latest_at"],
        })
    );
    let node = &project["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .find(|tool| tool["tool"] == "node")
        .unwrap();
    assert_eq!(node["ranges"], json!([">=22"]));
    let versions: Vec<Value> = node["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| json!([version["version"], version["developers"], version["allowed"]]))
        .collect();
    assert_eq!(versions, [json!(["22.12.0", 5, true]), json!(["16.20.2", 3, false])]);
}

/// Of others, a member gets the numbers of the projects that they are in, and nothing else.
#[tokio::test]
async fn a_member_sees_themselves_and_the_numbers_of_their_projects() {
    let platform = company().await;
    let (token, others) = (
        platform.token(Role::Member, "samuel.mensah"),
        ["quentin.dubois", "Quentin Dubois"],
    );
    let cookie = platform.cookie(&token).await;
    let ids = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let projects = platform.get("/api/v1/projects", &token).await.json();
    assert_eq!(ids(&projects), ["mobile-app"]);
    assert_eq!(projects["items"][0]["developers"], 4);
    assert_eq!(platform.get("/api/v1/projects/shop-web", &token).await.status, 404);
    assert_eq!(
        platform
            .get("/api/v1/machines?developer=quentin.dubois", &token)
            .await
            .status,
        403
    );
    let machines = platform.get("/api/v1/machines", &token).await.json();
    assert_eq!(machines["items"].as_array().unwrap().len(), 1);
    let tool = platform
        .get("/api/v1/tools/node?project=mobile-app", &token)
        .await
        .json();
    assert_eq!(tool["tool"]["developers"], 1);
    for path in [
        "/",
        "/projects",
        "/projects/mobile-app",
        "/machines",
        "/machines?project=mobile-app",
        "/tools",
        "/tools/node",
        "/rules",
        "/rules/tool-required",
        "/developers",
        "/developers/samuel.mensah",
    ] {
        let page = platform.page(path, &cookie).await;
        assert_eq!(page.status, 200, "{path}");
        let text = page.text();
        assert!(!others.iter().any(|other| text.contains(other)), "{path}: {text}");
    }
    for path in [
        "/developers/quentin.dubois",
        "/projects/shop-web",
        "/machines?developer=quentin.dubois",
    ] {
        let page = platform.page(path, &cookie).await;
        assert_eq!(page.status, 404, "{path}");
        // The navigation is there too.
        assert!(page.text().contains("<a href=\"/projects\">Projects</a>"), "{path}");
    }
}

#[tokio::test]
async fn every_list_goes_on_by_its_cursor_and_has_its_csv() {
    let platform = company().await;
    let token = platform.token(Role::Viewer, "boss");
    for (list, key, all) in [
        ("projects", "/id", 7),
        ("machines", "/scan/scan_id", 32),
        ("tools", "/tool", 27),
        ("developers", "/developer_id", 24),
    ] {
        let mut seen = Vec::new();
        let mut next = format!("/api/v1/{list}?limit=5");
        loop {
            let page = platform.get(&next, &token).await.json();
            let items = page["items"].as_array().unwrap();
            seen.extend(
                items
                    .iter()
                    .map(|item| item.pointer(key).unwrap().as_str().unwrap().to_owned()),
            );
            let Some(cursor) = page["next_cursor"].as_str() else {
                break;
            };
            next = format!("/api/v1/{list}?limit=5&cursor={}", super::encode(cursor));
        }
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((seen.len(), count), (all, all), "{list}");
        let csv = platform
            .get(&format!("/api/v1/{list}?format=csv&limit=5"), &token)
            .await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert!(csv.header("link").contains("rel=\"next\""), "{csv:?}");
    }
    assert_eq!(platform.get("/api/v1/projects?cursor=x", &token).await.status, 400);
}
