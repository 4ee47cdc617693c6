// Health of orders. The slot is the chart of the trends. Every text is shown through interpolation; every button says a command as in chat.

import desk, { ANSWER } from "desk";

export default {
  mixins: [desk],
  props: { page: Object },
  template: `
    <div class="rz-order rz-desk rz-health">
      <section class="rz-panel"><div class="rz-row-head"><h1 class="rz-h">{{ labels.health_title }}</h1><time>{{ page.as_of }}</time></div>
        <p v-if="!page.figures" class="rz-none">{{ labels.health_nothing_kept }}</p>
        <template v-else>
        <p v-if="page.doubt" class="rz-late">{{ page.doubt }}</p>
        <form class="rz-actions" method="get">
          <input v-if="page.own" type="hidden" name="as" :value="page.own">
          <input type="hidden" name="metric" :value="page.metric">
          <input type="date" name="day" :value="page.day" :min="page.first" :max="page.last" :aria-label="labels.health_day">
          <select name="shop" :value="page.shop" :aria-label="labels.health_every_shop"><option value="">{{ labels.health_every_shop }}</option><option v-for="s in page.shops" :value="s">{{ s }}</option></select>
          <select name="warehouse" :value="page.warehouse" :aria-label="labels.health_every_warehouse"><option value="">{{ labels.health_every_warehouse }}</option><option v-for="w in page.warehouses" :value="w">{{ w }}</option></select>
          <button class="rz-button rz-primary">{{ labels.health_show }}</button>
        </form>
        <a class="rz-row rz-partner" v-for="f in page.figures" :href="f.href" :class="['rz-' + f.level, { 'rz-chosen': f.chosen }]" :data-metric="f.metric" :aria-current="f.chosen ? 'true' : null">
          <span class="rz-row-head"><b>{{ f.called }}</b><span class="rz-badge" :class="{ 'rz-bad': f.level === 'red', 'rz-good': f.level === 'green' }">{{ f.value }}</span></span>
          <span class="rz-figures"><span>{{ f.share }}</span><span>{{ f.bound }}</span></span>
        </a>
        </template>
      </section>
      ${ANSWER}
      <div class="rz-grid" v-if="page.figures">
        <section class="rz-panel rz-behind"><h2>{{ page.called }} · {{ labels.health_behind }}</h2>
          <div class="rz-row" v-for="o in page.orders" :data-order="o.no">
            <div class="rz-row-head"><a :href="o.href">{{ o.no }}</a><button v-if="o.command" class="rz-button" :aria-label="o.command" @click="say(o.command)">{{ o.command }}</button></div>
            <p>{{ o.text }}</p>
          </div>
          <p v-if="page.more" class="rz-none">{{ page.more }}</p>
          <p v-if="!page.orders.length" class="rz-none">{{ labels.health_well }}</p>
        </section>
        <section class="rz-panel rz-places" v-if="page.places.length"><h2>{{ page.called }} · {{ labels.health_places }}</h2>
          <div class="rz-row" v-for="p in page.places"><span class="rz-row-head"><a :href="p.href">{{ p.name }}</a><span>{{ p.share }}</span><span class="rz-badge" :class="{ 'rz-bad': p.level === 'red' }">{{ p.value }}</span></span></div>
        </section>
      </div>
      <section class="rz-panel" v-show="page.figures"><h2>{{ labels.health_trends }}</h2><slot></slot></section>
    </div>`,
};
