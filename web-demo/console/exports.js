// Everything that fits as a file, of any length: the service's export, piece by piece, with how far it is.
import { html } from "../ui.js";

export const ExportAll = () => html``;
