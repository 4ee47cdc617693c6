// A week of duty. Every text is shown through interpolation; a swap is said as in chat.

import desk, { ANSWER } from "desk";

export default {
  mixins: [desk],
  props: { rota: Object },
  emits: ["choose"],
  data() {
    return { person: "", shift: this.rota.present.length === 1 ? this.rota.present[0] : "" };
  },
  methods: {
    go(day) {
      const url = new URL(location.href);
      url.searchParams.set("from", day);
      history.replaceState(null, "", url);
      this.$emit("choose", day);
    },
    swap() {
      this.say(`${this.rota.word} ${this.person} ${this.shift || this.rota.present[0]}`);
      this.person = "";
    },
  },
  template: `
    <div class="rz-order rz-desk rz-wide">
      <header class="rz-title"><h1>{{ labels.oncall }}</h1><span>{{ rota.days[0].name }} – {{ rota.days[6].name }}</span></header>
      ${ANSWER}
      <section class="rz-panel">
        <nav class="rz-pages" :aria-label="labels.oncall">
          <button type="button" class="rz-button" @click="go(rota.earlier)">‹ {{ labels.list_earlier }}</button>
          <button type="button" class="rz-button" @click="go(rota.today)">{{ labels.oncall_today }}</button>
          <button type="button" class="rz-button" @click="go(rota.later)">{{ labels.list_later }} ›</button>
        </nav>
        <p v-if="!rota.shifts.length" class="rz-none rz-empty-list">{{ labels.oncall_none }}</p>
        <table v-else class="rz-trace rz-rota">
          <thead><tr><th scope="col">{{ labels.oncall_shift }}</th><th v-for="d in rota.days" scope="col" :class="{ 'rz-today': d.today }">{{ d.name }}<small v-if="!d.works">{{ labels.oncall_off }}</small></th></tr></thead>
          <tbody><tr v-for="s in rota.shifts" :key="s.name">
            <th scope="row" data-line tabindex="-1"><b>{{ s.name }}</b> <span v-if="s.now" class="rz-badge rz-good">{{ labels.oncall_now }}</span><small>{{ s.hours }}</small><small v-if="s.scope">{{ s.scope }}</small></th>
            <td v-for="(d, i) in s.duties" :data-label="rota.days[i].name" :class="{ 'rz-mine-cell': d && d.mine, 'rz-now-cell': d && d.now, 'rz-no-duty': !d }"><template v-if="d">{{ d.people }}<small v-if="d.swapped">{{ labels.oncall_swapped.replace("{by}", d.swapped) }}</small><small v-else-if="d.backup">{{ labels.oncall_backup }} {{ d.backup }}</small></template><template v-else>–</template></td>
          </tr></tbody>
        </table>
      </section>
      <section v-if="rota.may_swap" class="rz-panel"><h2>{{ labels.oncall_swap }}</h2>
        <div class="rz-actions">
          <select v-model="shift" :aria-label="labels.oncall_shift"><option v-if="rota.present.length > 1" value="" disabled>{{ labels.oncall_shift }}</option><option v-for="s in rota.present" :value="s">{{ s }}</option></select>
          <select v-model="person" :aria-label="labels.oncall_person"><option value="" disabled>{{ labels.oncall_person }}</option><option v-for="p in rota.people" :value="p">{{ p }}</option></select>
          <button type="button" class="rz-button rz-primary" :disabled="!person || (!shift && rota.present.length > 1)" @click="swap">{{ labels.oncall_swap }}</button>
        </div>
      </section>
    </div>`,
};
