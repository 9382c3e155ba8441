// allauth tells of a refused or broken passkey dialogue only in the console; people should read of it too.
"use strict";

document.addEventListener("allauth.error", () => {
  document.getElementById("passkey-failed").hidden = false;
});
