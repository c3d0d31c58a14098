/** Words that stand in any English text: they tell no item from another. Three letters and more. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `about above after again against all also although always and another any anyone anything are around ask asked
because been before being below between both but came can cannot come could did does doing done down during each
else even ever every everyone everything few for from get gets getting give given goes going gone got had has have
having hello her here hers him his how however into its itself just keep kept know let like made make makes many may
maybe might more most much must myself need needs never new nor not nothing now off often one only other our ours out
over own per please put quite rather really said same say says see seem seems seen shall she should since some someone
something still such take taken tell than thank thanks that the their theirs them then there these they thing things
think this those though three through thus time times too two under until upon use used very want wants was well went
were what when where whether which while who whom whose why will with within without would yes yet you your yours`.split(
    /\s+/,
  ),
);
