// Contracts. The slot is the chart of the chosen partner. Every text is shown through interpolation.

export default {
  props: { page: Object, labels: Object },
  template: `
    <div class="rz-order rz-contracts">
      <section class="rz-panel"><h1 class="rz-h">{{ labels.contracts }}</h1>
        <p v-if="!page.partners.length" class="rz-none">{{ labels.contracts_none }}</p>
        <a class="rz-row rz-partner" v-for="p in page.partners" :href="p.href" :class="['rz-' + p.level, { 'rz-chosen': p.chosen }]" :data-partner="p.name" :aria-current="p.chosen">
          <span class="rz-row-head"><b>{{ p.called }}</b><time>{{ p.at }}</time></span>
          <span class="rz-figures"><span v-for="f in p.figures">{{ f.label }} <b>{{ f.text }}</b></span></span>
        </a>
      </section>
      <section class="rz-panel" v-show="page.partners.length"><h2>{{ (page.partners.find((p) => p.chosen) || {}).called }}</h2>
        <div class="rz-row rz-wrong" v-for="w in page.wrong">
          <div class="rz-row-head"><b>{{ w.badge }}</b><span class="rz-badge" :class="w.level === 'red' ? 'rz-bad' : ''">{{ w.since }}</span></div>
          <p>{{ w.headline }}</p>
          <p v-for="l in w.lines"><small>{{ l.label }}</small> {{ l.text }}</p>
        </div>
        <p v-if="!page.wrong.length" class="rz-none">{{ labels.contracts_well }}</p>
        <slot></slot>
      </section>
    </div>`,
};
