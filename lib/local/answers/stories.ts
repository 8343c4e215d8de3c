/** Long stories, for watching an answer stream, stopping it, and scrolling. */
import "server-only";

export const STORIES = [
  `# The lighthouse that kept accounts

On a rock in the northern sea stood a lighthouse whose keeper, Ansa, wrote everything down. Every ship that passed, every litre of oil, every gull that broke a window: all of it went into a ledger as thick as a loaf.

"Why do you count the oil?" asked the boy who brought her bread. "There is a whole cellar of it."

"Because the cellar does not tell me when it is nearly empty," said Ansa. "The ledger does."

That winter the storms came early. Ships that had never used the strait before came close to the rock to find their way, and each of them blew its horn for more light. Ansa gave what she could. But before she turned the wick up, she looked at the ledger, and before each night she set aside enough oil for the night after.

In the third week a captain rowed over, wet and angry. "Your light is half of what it was!" he shouted. "I have a rich cargo. Burn it all, I shall pay you tomorrow."

"Tomorrow," said Ansa, "there will be another captain. And if I burn it all for you, there will be no light for him."

The captain cursed, rowed back, and waited for the morning as the others did. He reached the harbour a day late and quite dry.

When the storms ended, the boy went down into the cellar. There was oil for exactly one more night. He carried the ledger up the stairs, and on its last page he wrote, in his own careful letters: *Enough.*`,
  `# The baker's last roll

Every morning, Tomas the baker made two hundred rolls, because that was what his oven held. And every morning he sold two hundred rolls, because that was what the village ate.

Then the railway came. On the first market day, a crowd stood outside his door that reached to the church. They all wanted rolls, and they all wanted them now.

Tomas did what a kind man does: he took everyone's order. By noon he had promised nine hundred rolls, and by one o'clock his flour was gone. By two, people who had waited since dawn went home with nothing, and those who had pushed went home with six.

That evening his daughter Mila took a plank and painted it. *Two hundred rolls*, it said. *Four for each. When they are gone, come tomorrow at six.*

"They will be angry," said Tomas.

"They were angry today," said Mila. "Tomorrow they will know why before they stand in the queue."

And so it went. Some grumbled. Most looked at the plank, counted the heads before them, and either stayed or came back the next day. A widow at the end of the line got her four rolls at half past seven, still warm, and told everyone about it.

In spring Tomas bought a second oven. He wiped the plank clean, thought for a while, and painted: *Four hundred rolls.* The rest he left as it was. It had been a good sentence.`,
];
