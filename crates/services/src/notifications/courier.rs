//! The ways out: HTTP for webhooks, SMTP for people.

use std::time::Duration;

use async_trait::async_trait;
use hmac::{Hmac, Mac};
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use model::notifications::{ChannelKind, NotificationChannel};
use sha2::Sha256;
use uuid::Uuid;

/// Longest time an attempt may take.
const TIME_MAX: Duration = Duration::from_secs(15);

/// What is sent.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The same at every attempt.
    pub id: Uuid,
    pub subject: String,
    /// JSON for a webhook; people get its `text`.
    pub body: String,
    /// For people.
    pub text: String,
    /// Signs what a webhook is sent.
    pub secret: Option<String>,
}

/// Somebody who delivers.
#[async_trait]
pub trait Courier: std::fmt::Debug + Send + Sync {
    /// One attempt; what went wrong, in words for an administrator.
    async fn deliver(&self, channel: &NotificationChannel, letter: &Letter) -> Result<(), String>;
}

/// Where e-mail goes out.
#[derive(Clone)]
pub struct SmtpSettings {
    /// `smtps://user:password@host:465`, `smtp://host:587?tls=required`.
    pub url: String,
    /// The sender, such as `Carbon Nexus <nexus@example.org>`.
    pub from: String,
}

impl std::fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a password.
        write!(f, "SmtpSettings {{ from: {} }}", self.from)
    }
}

/// The real way out.
#[derive(Debug)]
pub struct Post {
    http: reqwest::Client,
    smtp: Option<Smtp>,
}

#[derive(Debug)]
struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Post {
    /// With e-mail when it is set up.
    ///
    /// # Errors
    /// A sentence when the settings cannot be used.
    pub fn new(smtp: Option<&SmtpSettings>) -> Result<Self, String> {
        let http = reqwest::Client::builder()
            .timeout(TIME_MAX)
            // A webhook that moved is to be changed by whoever set it up.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("carbon-nexus")
            .build()
            .map_err(|error| format!("webhooks cannot be sent: {error}"))?;
        let smtp = smtp
            .map(|settings| {
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.url)
                    .map_err(|error| format!("NEXUS_SMTP_URL cannot be used: {error}"))?
                    .timeout(Some(TIME_MAX))
                    .build();
                let from = settings
                    .from
                    .parse()
                    .map_err(|error| format!("NEXUS_SMTP_FROM is no address: {error}"))?;
                Ok::<_, String>(Smtp { transport, from })
            })
            .transpose()?;
        Ok(Self { http, smtp })
    }

    async fn webhook(&self, url: &str, letter: &Letter) -> Result<(), String> {
        let mut request = self
            .http
            .post(url)
            .header("content-type", "application/json")
            .header("x-nexus-id", letter.id.to_string());
        if let Some(secret) = &letter.secret {
            request = request.header("x-nexus-signature", signature(secret, &letter.body));
        }
        let answer = request.body(letter.body.clone()).send().await;
        // The address may hold a token, and is not repeated.
        let answer = answer.map_err(|error| error.without_url().to_string())?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(format!("the webhook answered {}", answer.status()))
        }
    }

    async fn email(&self, to: &str, letter: &Letter) -> Result<(), String> {
        let Some(smtp) = &self.smtp else {
            return Err("e-mail is not set up: NEXUS_SMTP_URL is not set".to_owned());
        };
        let to: Mailbox = to
            .parse()
            .map_err(|error| format!("`{to}` is no e-mail address: {error}"))?;
        let message = Message::builder()
            .from(smtp.from.clone())
            .to(to)
            .subject(&letter.subject)
            .message_id(Some(format!("<{}@carbon-nexus>", letter.id)))
            .body(letter.text.clone())
            .map_err(|error| error.to_string())?;
        let sent = tokio::time::timeout(TIME_MAX, smtp.transport.send(message)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("the mail server did not answer in time".to_owned()),
        }
    }
}

#[async_trait]
impl Courier for Post {
    async fn deliver(&self, channel: &NotificationChannel, letter: &Letter) -> Result<(), String> {
        match channel.kind {
            ChannelKind::Webhook => self.webhook(&channel.target, letter).await,
            ChannelKind::Email => self.email(&channel.target, letter).await,
        }
    }
}

/// `sha256=` and the HMAC-SHA256 of the body in hexadecimal.
fn signature(secret: &str, body: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
    // HMAC takes keys of any length.
    let Ok(mut mac) = mac else {
        return String::new();
    };
    mac.update(body.as_bytes());
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn signatures_are_those_of_rfc_4231() {
        // Test case 2.
        let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(signature("Jefe", "what do ya want for nothing?"), expected);
    }
}
