package wallet

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Tolerance is how old or how far ahead a webhook's timestamp may be.
const Tolerance = 5 * time.Minute

// WebhookError is why a webhook's signature, time or form is not what Standard Webhooks asks for. Answer it with 400.
type WebhookError struct{ why string }

func (e *WebhookError) Error() string { return e.why }

// VerifyWebhook returns nil if a webhook is genuine by Standard Webhooks 1.0.0, else a WebhookError.
//
// body is the request's body as it came, before any parser: the signature is over its bytes. A secret is whsec_... as the server
// told it; there are several while one is being rotated. Deliveries can come twice: remember webhook-id.
func VerifyWebhook(header http.Header, body []byte, secrets ...string) error {
	return verifyWebhookAt(time.Now(), header, body, secrets...)
}

func verifyWebhookAt(now time.Time, header http.Header, body []byte, secrets ...string) error {
	id, sentAt := header.Get("webhook-id"), header.Get("webhook-timestamp")
	signatures := strings.Join(header.Values("webhook-signature"), " ")
	if id == "" || sentAt == "" || signatures == "" {
		return &WebhookError{"webhook-id, webhook-timestamp and webhook-signature are needed"}
	}
	seconds, err := strconv.ParseUint(sentAt, 10, 50)
	if err != nil || strings.HasPrefix(sentAt, "+") {
		return &WebhookError{"webhook-timestamp is no number of seconds"}
	}
	age := now.Unix() - int64(seconds)
	if age > int64(Tolerance.Seconds()) {
		return &WebhookError{fmt.Sprintf("the webhook is %d s old", age)}
	}
	if age < -int64(Tolerance.Seconds()) {
		return &WebhookError{fmt.Sprintf("the webhook is %d s ahead of this clock", -age)}
	}
	for _, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil || len(key) == 0 {
			return &WebhookError{"the secret is not whsec_ and base64"}
		}
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%s.", id, sentAt)
		mac.Write(body)
		expected := mac.Sum(nil)
		for _, part := range strings.Split(signatures, " ") {
			given, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(part, "v1,"))
			if strings.HasPrefix(part, "v1,") && err == nil && hmac.Equal(given, expected) {
				if !json.Valid(body) {
					return &WebhookError{"the webhook's body is no JSON"}
				}
				return nil
			}
		}
	}
	return &WebhookError{"no signature of the webhook fits its body and the secret"}
}
