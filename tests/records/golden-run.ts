// A run of 300 random steps with plans (seed 276 of `sample-runs.ts`), as format 1 wrote it. It must read for ever, and the
// same bytes must come out of every browser and of Node. Made by `linkFor(playedRecord(276, 300, true), …)`.

export const GOLDEN_FRAGMENT =
  'r=AbsCRP1HTFIBuJifQy4ebaJharQERrGE0eDdkNMr0LIcL8iTEDStLTYTgAPh8Gum-K01ciw-ksC4iSOv1R0cA6_bJlyeAZV56q' +
  'PGxZXwSvC7Nbk_7nPZ6CbUdrQOAjAHZ6hTJ_iTJHE3Ol3Mx6h0RuGDVWLNYuPJ6tZpOhEnNmCxIpo2Y_4bKt24x9LvmAPPpg6rhh' +
  'Nlk5U1hm4aUMfaaZ0GFCCRAcGxRcL6fZYkiGAIppomVqwOeCx8OTmFoDcl-OjL7MF4yQrRYk7FWX7mpmbJQS0HBthEfp6jHAiADE' +
  'm6m2q50fPgWTsBCBfM8OZsjYFvBC-Gt2x30m68a8ERmlCNDaKASqr7kqHdHo94s62W46uMY_KLzv7JgJaUPtOCsYFKUO3g6Knwic' +
  'V2nXWfhEmC9h6tr5obiwBdoxdExg8kXioPw4vsbDzLuSoANn_c2ZG03OgyXUGLEal1bUWGYwbgwpcPYhNp-8rRW6gcoQ1kKJmWL6' +
  'tjaDi0WIXSvie5WknweLw3L9-aupECvkZ4NTW21XJdmQoWHA3NLvJ_VkA-IAQ9YXDqHKSR9BR0zf-enwzG28qLTwKLf2urGq4Otl' +
  '1FiXWAQ-E24FC87mP_pBddK0CEcus4C9gMug8riOtAmP1ffmBEPck1tb0sBXyKEzjMWXJqoU7zOIzrTh04oqFFNvnB-9F8qHJkIn' +
  'GD4l6GksUtXqTKPa0MbLJlv2AWAI5Cf_7S2PduYaR90-cY6K9WhPYwYDOXoKehw8I0dXL2D0AaL9s6WVJj3sFJvaQ9FKHmjqFZGe' +
  'n8SnCMga1vmOAtK8c3E0HrMoUofgIZWSufg5owEap66W63_XjBNAsWVstFnYgQkV-5NF300eIz41UiCQaUjnJE87QYP0hkMJbFXm' +
  'vKjY1sUncEqKkAGfe4bKQ0pWwLMe7DaBmOADPlpEs';
/** SHA-256 of its canonical bytes. */
export const GOLDEN_BYTES_SHA256 = 'e67ee576606b9baa1aabb108d7b6f8278a9a419836372dc0a845630e05903c25';
/** The record's own digest. */
export const GOLDEN_DIGEST = 'b8989f432e1e6da2616ab40446b184d1e0dd90d32bd0b21c2fc8931034ad2d36';
