"""What people type on a walk, and what they read, in each language."""

from types import SimpleNamespace

FR = SimpleNamespace(
    late="de retard",
    yours="à remettre par vous",
    error="Erreur",
    moved="Un atelier tenu.",
    online="Le cours est en ligne.",
    reason="Deux formateurs ont quitté l’équipe.",
    remedy="En recruter deux d’ici septembre.",
    summary="Un atelier tenu, un retard à rattraper.",
    question="Combien de personnes ? @responsable",
    comment="Dites où l’atelier s’est tenu.",
    returned="Rapport renvoyé",
    answer="Quarante-deux, à Dakar.",
    shorter="Un atelier, à Dakar.",
    too_long="Trop long pour le dossier.",
    absent="La responsable est en congé.",
    over="La GLM approche.",
    acts=("enregistré un brouillon", "soumis", "renvoyé", "commenté", "répondu", "accepté"),
    acts_of_the_quarter=("relancé", "clos"),
)
EN = SimpleNamespace(
    late="late",
    yours="yours to submit",
    error="Error",
    moved="One workshop was held.",
    online="The course is online.",
    reason="Two trainers have left the team.",
    remedy="Hire two by September.",
    summary="One workshop held, one delay to make up for.",
    question="How many people? @lead",
    comment="Say where the workshop was held.",
    returned="Report returned",
    answer="Forty-two, in Dakar.",
    shorter="One workshop, in Dakar.",
    too_long="Too long for the pack.",
    absent="The lead is on leave.",
    over="The GLM is near.",
    acts=("saved a draft", "submitted", "returned", "commented", "answered", "accepted"),
    acts_of_the_quarter=("reminded", "closed"),
)
