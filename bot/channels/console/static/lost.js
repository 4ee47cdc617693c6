// An order that is not there, or not for this reader.

export default {
  props: { title: String, text: String, back: String, label: String },
  template: `<div class="rz-order"><section class="rz-panel rz-lost"><h1>{{ title }}</h1><p>{{ text }}</p><a :href="back">{{ label }}</a></section></div>`,
};
